from dataclasses import replace

from probant.notices.domain.composition import compose
from probant.notices.domain.leaflet import folded
from probant.notices.domain.notice import Line, Section
from tests.unit.notices.practice import facts


def section(item: str, *lines: Line) -> Section:
    return Section(item=item, articles=(), title="", lines=lines)


def test_activities_kept_as_long_stand_together_and_none_is_lost() -> None:
    whole = compose(facts(), "fr")

    before, after = whole.section("retention"), folded(whole).section("retention")

    assert before is not None
    assert after is not None
    assert len(after.lines) < len(before.lines)
    told = " ".join(line.text for line in after.lines).lower()
    assert all(line.text.lower() in told for line in before.lines)


def test_nothing_else_is_folded() -> None:
    whole = compose(facts(), "fr")
    rest = [found for found in folded(whole).sections if found.item != "retention"]

    assert rest == [found for found in whole.sections if found.item != "retention"]


def test_names_join_as_in_a_sentence() -> None:
    same = ("5 ans.",)
    lines = (Line(text="Dossiers", details=same), Line(text="Archives", details=same))
    notice = replace(compose(facts(), "fr"), sections=(section("retention", *lines),))

    assert folded(notice).sections[0].lines == (Line(text="Dossiers, archives", details=same),)
