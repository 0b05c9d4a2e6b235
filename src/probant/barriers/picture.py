"""One way as a picture: from where it begins, past its barriers, to the data.

Drawn in the ink of the page (`currentColor`), without style, so that it follows light, dark and
print. A full frame holds and counts; a dashed one does not: the table beside it says why.
"""

from collections.abc import Iterator
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from probant.barriers import labels
from probant.barriers.domain.depth import Depth, Reason
from probant.barriers.domain.ways import Barrier, Way

WIDTH, BOX, GAP, LEFT = 340, 44, 18, 8
LONGEST = 42


def svg(way: Way, found: Depth) -> SafeString:
    """The picture; its description says what it shows."""
    rows = len(way.barriers) + 2
    height = rows * BOX + (rows - 1) * GAP + 2
    told = _("%(name)s: %(count)s independent barriers before the data") % {
        "name": way.name,
        "count": found.sure,
    }
    body = "".join(_drawn(way, found))
    return mark_safe(  # noqa: S308  every text in it is escaped where it is drawn
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label="{escape(told)}" fill="currentColor" class="way-picture"'
        f' font-family="IBM Plex Sans, sans-serif" font-size="13">{body}</svg>'
    )


def _drawn(way: Way, found: Depth) -> Iterator[str]:
    yield _end(1, way.name, rounded=22)
    for place, barrier in enumerate(way.barriers):
        top = 1 + (place + 1) * (BOX + GAP)
        yield _arrow(top)
        yield _gate(top, place, barrier, is_counted=found.judged[place].reason is Reason.COUNTED)
    top = 1 + (len(way.barriers) + 1) * (BOX + GAP)
    yield _arrow(top)
    yield _end(top, _leads_to(way), rounded=4)


def _leads_to(way: Way) -> str:
    if way.systems:
        return ", ".join(way.systems)
    return str(_("Sensitive data"))


def _end(top: int, words: str, *, rounded: int) -> str:
    return (
        f'<rect x="{LEFT}" y="{top}" width="{WIDTH - 2 * LEFT}" height="{BOX}" rx="{rounded}"'
        ' fill="currentColor" fill-opacity="0.08" stroke="currentColor" stroke-width="1.5"/>'
        f'<text x="{WIDTH // 2}" y="{top + 27}" text-anchor="middle" font-weight="600">'
        f"{escape(_short(words))}</text>"
    )


def _gate(top: int, place: int, barrier: Barrier, *, is_counted: bool) -> str:
    dashes = "" if is_counted else ' stroke-dasharray="5 4"'
    weight = "2.5" if is_counted else "1.25"
    faded = "1" if is_counted else "0.75"
    below = barrier.component or labels.STANDINGS[barrier.standing]
    return (
        f'<rect x="{LEFT + 24}" y="{top}" width="{WIDTH - 2 * LEFT - 48}" height="{BOX}" rx="3"'
        f' fill="none" stroke="currentColor" stroke-width="{weight}"{dashes}/>'
        f'<text x="{LEFT + 36}" y="{top + 19}" font-weight="600" opacity="{faded}">'
        f"{place + 1}. {escape(_short(str(labels.KINDS[barrier.kind])))}</text>"
        f'<text x="{LEFT + 36}" y="{top + 36}" font-size="12" opacity="{faded}">'
        f"{escape(_short(str(below)))}</text>"
    )


def _arrow(top: int) -> str:
    middle, tip = WIDTH // 2, top - 2
    return (
        f'<path d="M{middle} {top - GAP} V{tip} M{middle - 5} {tip - 6} L{middle} {tip}'
        f' L{middle + 5} {tip - 6}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    )


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
