"""The matrix of risks, drawn: severity upwards, likelihood to the right, before → after.

Colours are attributes, so that the same picture is printed; on a page the style sheet takes over.
The table beside it says the same in words.
"""

from collections.abc import Sequence

from django.utils.html import escape

from probant.dpia.domain.risks import HIGH, Risk

CELL, LEFT, TOP, GAP = 74, 96, 8, 4
WIDTH, HEIGHT = LEFT + 4 * CELL + 8, TOP + 4 * CELL + 44
TONES = ("#e3f1ea", "#f4f0dc", "#f6e3d0", "#f3d4d4")
INK, LINE = "#16242b", "#7d8a91"
PLACES = ((-18, -14), (18, -14), (0, 16))


def svg(
    risks: Sequence[Risk],
    *,
    letters: Sequence[str],
    levels: Sequence[str],
    axes: tuple[str, str],
    title: str,
) -> str:
    """The picture; hollow: before the action plan, full: what remains."""
    marks = [
        _mark(risk, letter, PLACES[place])
        for place, (risk, letter) in enumerate(zip(risks, letters, strict=True))
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{escape(title)}" class="matrix" font-family="IBM Plex Sans, sans-serif">'
        f"{_cells()}{_levels(levels)}{_axes(axes)}{''.join(marks)}</svg>"
    )


def _cells() -> str:
    return "".join(
        f'<rect class="matrix-{_tone(severity, likelihood)}" x="{LEFT + (likelihood - 1) * CELL}"'
        f' y="{TOP + (4 - severity) * CELL}" width="{CELL - GAP}" height="{CELL - GAP}" rx="5"'
        f' fill="{TONES[_tone(severity, likelihood)]}"/>'
        for severity in range(1, 5)
        for likelihood in range(1, 5)
    )


def _tone(severity: int, likelihood: int) -> int:
    """Only the last tone has a meaning of its own: the residual risk is high there."""
    if severity >= HIGH and likelihood >= HIGH:
        return 3
    return min(2, max(0, severity + likelihood - 4) + (max(severity, likelihood) >= HIGH))


def _levels(levels: Sequence[str]) -> str:
    found = []
    for place, word in enumerate(levels):
        x, y = LEFT + place * CELL + (CELL - GAP) / 2, TOP + (3 - place) * CELL + CELL / 2
        bottom = TOP + 4 * CELL + 12
        found.append(_text(word, x, bottom, size=10.5))
        found.append(_text(word, LEFT - 8, y, size=10.5, anchor="end"))
    return "".join(found)


def _axes(axes: tuple[str, str]) -> str:
    up, right = axes
    middle = TOP + 2 * CELL
    return (
        _text(right, LEFT + 2 * CELL, HEIGHT - 6, size=12, weight=600)
        + f'<g transform="rotate(-90 14 {middle})">{_text(up, 14, middle, size=12, weight=600)}</g>'
    )


def _mark(risk: Risk, letter: str, shift: tuple[int, int]) -> str:
    before = _place(risk.severity, risk.likelihood, shift)
    after = _place(risk.residual_severity, risk.residual_likelihood, shift)
    drawn = ""
    if before and after and before != after:
        drawn = (
            f'<line class="matrix-way" x1="{before[0]}" y1="{before[1]}" x2="{after[0]}"'
            f' y2="{after[1]}" stroke="{LINE}" stroke-width="1.5" stroke-dasharray="4 3"/>'
        )
        drawn += _circle(before, letter, is_full=False)
    return drawn + (_circle(after, letter, is_full=True) if after else "")


def _place(
    severity: int | None, likelihood: int | None, shift: tuple[int, int]
) -> tuple[float, float] | None:
    if severity is None or likelihood is None:
        return None
    x = LEFT + (likelihood - 1) * CELL + (CELL - GAP) / 2 + shift[0]
    return x, TOP + (4 - severity) * CELL + (CELL - GAP) / 2 + shift[1]


def _circle(place: tuple[float, float], letter: str, *, is_full: bool) -> str:
    kind, fill, ink = ("after", INK, "#ffffff") if is_full else ("before", "#ffffff", INK)
    x, y = place
    return (
        f'<circle class="matrix-{kind}" cx="{x}" cy="{y}" r="12.5" fill="{fill}" stroke="{INK}"'
        f' stroke-width="1.5"/><text class="matrix-letter-{kind}" x="{x}" y="{y + 4}"'
        f' text-anchor="middle" font-size="12" font-weight="600" fill="{ink}">{escape(letter)}'
        "</text>"
    )


def _text(  # noqa: PLR0913  words are where, how large, from which side
    words: str, x: float, y: float, *, size: float, anchor: str = "middle", weight: int = 400
) -> str:
    return (
        f'<text class="matrix-word" x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}"'
        f' font-weight="{weight}" fill="{INK}">{escape(words)}</text>'
    )
