"""How a section is made: the item of the law gives its articles and its mark."""

from collections.abc import Iterable

from probant.notices.domain.facts import Audience, Facts, Use
from probant.notices.domain.notice import Line, Section
from probant.notices.domain.wording import has, say, told
from probant.reference import law

OF_CARE = frozenset({Audience.PATIENTS, Audience.RESEARCH})


def section(  # noqa: PLR0913  a section is what it opens with, its rows and what it closes with
    item: str,
    facts: Facts,
    language: str,
    *,
    sentences: Iterable[str] = (),
    lines: Iterable[Line] = (),
    closing: Iterable[str] = (),
    more: Iterable[Line] = (),
    is_from_record: bool = False,
) -> Section:
    """One section; `item` is an id of law.notice_items."""
    stated = law.notice_items()[item]
    direct = (f"art. {stated.direct}",) if stated.direct and facts.is_direct else ()
    indirect = (f"art. {stated.indirect}",) if stated.indirect and facts.is_indirect else ()
    return Section(
        item=item,
        articles=(*direct, *indirect) or (stated.article,),
        title=say(f"{item}.title", language),
        sentences=tuple(sentences),
        lines=tuple(lines),
        closing=tuple(closing),
        more=tuple(more),
        is_from_record=is_from_record,
        is_to_verify=stated.confidence == "to_verify",
    )


def line_of_use(use: Use, details: Iterable[str], language: str) -> Line:
    """A row that begins with the activity’s name."""
    name = told(use.activity, language)
    return Line(text=name.text, details=tuple(details), is_verbatim=not name.is_translated)


def ended(text: str) -> str:
    """A sentence with its full stop."""
    return text if not text or text[-1] in ".!?…" else f"{text}."


def category(id_: str, language: str) -> str:
    """A category of data in the words of the law’s file."""
    key = f"category.{id_}"
    if has(key):
        return say(key, language)
    known = law.data_categories().get(id_)
    return known.label.in_(language) if known else id_
