"""The matrix of risks: which stand in which cell, as a picture and as a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from probant.reference import risks as reference
from probant.reference.risks import Level

FILLS = {"low": "#d8efe2", "moderate": "#fbeccb", "high": "#f8d3c4", "very_high": "#efb3ae"}
CELL, LEFT, BOTTOM = 96, 128, 54
PER_LINE, LINES, HEIGHT = 2, 3, 68


@dataclass(frozen=True)
class Placed:
    """A risk where it stands; `url` leads to it."""

    reference: str
    severity: int
    likelihood: int
    title: str = ""
    url: str = ""


@dataclass(frozen=True)
class Cell:
    """A crossing of two steps with the risks that stand there."""

    severity: int
    likelihood: int
    level: Level
    level_word: str
    placed: tuple[Placed, ...]


@dataclass(frozen=True)
class Row:
    """A severity and its cells, the least likely first."""

    label: str
    cells: tuple[Cell, ...]


def rows(placed: Iterable[Placed], language: str) -> tuple[Row, ...]:
    """The table, the gravest row first."""
    found, scales = list(placed), reference.scales()
    return tuple(
        Row(
            f"{severity} – {scales.severity[severity - 1].label.in_(language)}",
            tuple(_cell(found, severity, likelihood, language) for likelihood in reference.STEPS),
        )
        for severity in reversed(reference.STEPS)
    )


def columns(language: str) -> tuple[str, ...]:
    """The titles of the likelihoods."""
    found = reference.scales().likelihood
    return tuple(f"{at} – {one.label.in_(language)}" for at, one in enumerate(found, start=1))


def svg(placed: Iterable[Placed], language: str) -> str:
    """The picture; its colours are attributes that the pages' style sheet replaces."""
    table = rows(placed, language)
    width, height = LEFT + 4 * CELL, 4 * HEIGHT + BOTTOM
    axis = ("Severity", "Likelihood") if language == "en" else ("Gravité", "Vraisemblance")
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" class="matrix"'
        f' role="img" aria-label={quoteattr(alternative(table))}'
        ' font-family="IBM Plex Sans, sans-serif" font-size="12">'
    )
    pieces = [opening]
    for at, row in enumerate(table):
        pieces.append(_text(LEFT - 8, at * HEIGHT + HEIGHT // 2 + 4, row.label, anchor="end"))
        pieces.extend(_drawn(cell, at) for cell in row.cells)
    bottom = 4 * HEIGHT
    for at, label in enumerate(columns(language)):
        pieces.append(_text(LEFT + at * CELL + CELL // 2, bottom + 18, label, anchor="middle"))
    pieces.append(_text(LEFT - 8, bottom + 18, f"{axis[0]} ↑", anchor="end", weight=600))
    pieces.append(_text(LEFT + 2 * CELL, bottom + 42, f"{axis[1]} →", anchor="middle", weight=600))
    return "".join([*pieces, "</svg>"])


def alternative(table: Sequence[Row]) -> str:
    """What the picture says, for who does not see it."""
    said = [
        f"{cell.level_word} ({cell.severity} × {cell.likelihood}) : "
        + ", ".join(one.reference for one in cell.placed)
        for row in table
        for cell in row.cells
        if cell.placed
    ]
    return " ; ".join(said) or "—"


def _cell(found: list[Placed], severity: int, likelihood: int, language: str) -> Cell:
    level = reference.scales().level(severity, likelihood)
    here = tuple(one for one in found if (one.severity, one.likelihood) == (severity, likelihood))
    word = reference.scales().levels[level].label.in_(language)
    return Cell(severity, likelihood, level, word, here)


def _drawn(cell: Cell, at: int) -> str:
    x, y = LEFT + (cell.likelihood - 1) * CELL, at * HEIGHT
    box = (
        f'<rect class="cell-{cell.level}" x="{x + 1}" y="{y + 1}" width="{CELL - 2}"'
        f' height="{HEIGHT - 2}" rx="6" fill="{FILLS[cell.level]}"/>'
    )
    names = [one.reference for one in cell.placed]
    most = PER_LINE * LINES
    shown = names if len(names) <= most else [*names[: most - 1], f"+{len(names) - most + 1}"]
    lines = [shown[i : i + PER_LINE] for i in range(0, len(shown), PER_LINE)]
    top = y + HEIGHT // 2 + 5 - 8 * (len(lines) - 1)
    texts = "".join(
        _text(x + CELL // 2, top + 16 * place, "  ".join(line), anchor="middle", weight=600)
        for place, line in enumerate(lines)
    )
    return box + texts


def _text(x: int, y: int, said: str, *, anchor: str, weight: int = 400) -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" fill="#16242b">'
        f"{escape(said)}</text>"
    )
