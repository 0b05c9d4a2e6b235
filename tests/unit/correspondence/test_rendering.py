"""Templates that people write: what they may do, what they may not, and how they are told."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.correspondence.domain import rendering
from probant.correspondence.domain.markdown import Block, Run, parse, plain, plain_line
from probant.correspondence.domain.rendering import (
    ForbiddenTagError,
    TemplateRefusedError,
    TemplateSyntaxRefusedError,
    TooLongError,
    UnknownPlaceholderError,
    render,
)

VALUES: Mapping[str, object] = {
    "name": "Camille Inventée",
    "empty": "",
    "rights": ["l’accès", "la rectification"],
    "many": [str(number) for number in range(300)],
    "sources": [{"name": "Dossier médical", "found": True}, {"name": "Paie", "found": False}],
    "is_minor": True,
}


def shown(source: str) -> str:
    return plain(parse(render(source, VALUES)))


def test_values_conditions_and_lists_are_enough_for_a_letter() -> None:
    source = (
        "# Pour {{ name }}\n\n{% if is_minor %}\nmineur\n{% else %}\nmajeur\n{% endif %}\n\n"
        "{% for one in sources if one.found %}\n- {{ one.name }} ({{ loop.index }})\n{% endfor %}\n"
        "\n"
        "{{ rights|join(', ') }} ; {{ empty|default('rien') }}"
    )
    told = shown(source)
    assert told == (
        "Pour Camille Inventée\n\nmineur\n\n- Dossier médical (1)\n\nl’accès, la rectification ; \n"
    )


FORBIDDEN = [
    "{{ name.__class__.__mro__ }}",
    "{{ ''.join(rights) }}",
    "{{ name.upper() }}",
    "{{ name|attr('x') }}",
    "{{ '%s'|format(name) }}",
    "{{ name|replace('a', 'aaaaaaaaaaaaaaaaaa') }}",
    "{{ name * 1000000000 }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ name ~ name }}",
    "{{ rights[0] }}",
    "{{ rights|map(attribute='x') }}",
    "{{ range(1000000000) }}",
    "{{ lipsum(9) }}",
    "{{ cycler.__init__.__globals__ }}",
    "{% for x in [1] * 1000000 %}{% endfor %}",
    "{% for x in range(9) %}{% endfor %}",
    "{% for x in sources recursive %}{{ loop(sources) }}{% endfor %}",
    "{% for a in many %}{% for b in many %}{% for c in many %}{% endfor %}{% endfor %}{% endfor %}",
    "{% set x = name %}",
    "{% macro m() %}{{ m() }}{% endmacro %}",
    "{% include 'letter.typ' %}",
    "{% import 'x' as y %}",
    "{% extends 'x' %}",
    "{% block b %}{% endblock %}",
    "{% filter upper %}x{% endfilter %}",
    "{% call x() %}{% endcall %}",
    "{{ [name, name] }}",
    "{{ {'a': name} }}",
    "{% for x in many %}{{ loop.cycle('a', 'b') }}{% endfor %}",
]


@pytest.mark.parametrize("source", FORBIDDEN)
def test_nothing_but_values_conditions_and_lists_is_allowed(source: str) -> None:
    with pytest.raises(ForbiddenTagError):
        render(source, VALUES)
    with pytest.raises(ForbiddenTagError):
        rendering.check(source, set(VALUES))


@pytest.mark.parametrize("source", ["{{ name.upper }}", "{{ sources.append }}", "{{ loop.cycle }}"])
def test_a_dot_reaches_no_method(source: str) -> None:
    with pytest.raises(UnknownPlaceholderError):
        render(source, VALUES)


def test_loops_are_counted_even_when_they_write_nothing() -> None:
    source = "{% for a in many %}{% for b in many %}{% endfor %}{% endfor %}"
    with pytest.raises(TooLongError):
        render(source, VALUES)


def test_loops_one_after_the_other_share_one_count() -> None:
    with pytest.raises(TooLongError):
        render("{% for a in many %}{% endfor %}" * 40, VALUES)
    assert render("{% for a in many %}{% endfor %}" * 30, VALUES) == ""


def test_what_is_written_is_bounded() -> None:
    with pytest.raises(TooLongError):
        render("{% for a in many %}" + "x" * 1_000 + "{% endfor %}", VALUES)


@pytest.mark.parametrize(
    "source",
    [
        "x" * (rendering.MOST_SOURCE + 1),
        "{{ " + "(" * 5_000 + "name" + ")" * 5_000 + " }}",
        "{{ " + "not " * 4_000 + "name }}",
        "{% if name %}" * 600 + "{% endif %}" * 600,
    ],
)
def test_a_monstrous_template_is_refused_and_breaks_nothing(source: str) -> None:
    with pytest.raises(TemplateRefusedError):
        render(source, VALUES)


@pytest.mark.parametrize(
    ("source", "line"), [("a\n{{ name", 2), ("{% if %}", 1), ("\n\n{% endfor %}", 3), ("{{ }}", 1)]
)
def test_a_broken_tag_is_told_with_its_line(source: str, line: int) -> None:
    with pytest.raises(TemplateSyntaxRefusedError) as refused:
        rendering.check(source, set(VALUES))
    assert refused.value.line == line


@pytest.mark.parametrize("source", ["{{ nom }}", "{% if nom %}x{% endif %}", "{{ nom.x }}"])
def test_a_value_that_is_not_given_is_named(source: str) -> None:
    for refuse in (lambda: render(source, VALUES), lambda: rendering.check(source, set(VALUES))):
        with pytest.raises(UnknownPlaceholderError) as refused:
            refuse()
        assert refused.value.name == "nom"


HOSTILE = [
    "{{ name }} {% for x in y %}",
    "**gras** *et* _autre_",
    "# titre",
    "- puce",
    "1. numéro",
    '= typst #import "x" $x$ \\ <label> @ref',
    "<b>balise</b> &amp;",
    "deux\n\nparagraphes",
    "a **",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("source", ["{{ value }}", "- {{ value }}", "**{{ value }}** fin"])
def test_a_value_is_text_whatever_it_looks_like(value: str, source: str) -> None:
    [block] = parse(render(source, {"value": value}))
    [item] = block.items
    told = "".join(run.text for run in item)
    assert told == source.replace("**", "").removeprefix("- ").replace("{{ value }}", value)


@given(st.text())
def test_any_value_comes_out_as_it_went_in_but_for_controls(value: str) -> None:
    blocks = parse(render("[{{ value }}]", {"value": value}))
    [block] = blocks
    told = block.items[0][0].text
    kept = "".join(sign for sign in value if sign.isprintable())
    assert "".join(sign for sign in told[1:-1] if sign.isprintable()) == kept
    assert len(blocks) == 1


def test_light_markdown_is_read() -> None:
    source = "# Titre\nligne\nsuite **grasse**\n\n- a\n- b\n\n1. un\n2) deux\n### Loin"
    assert parse(source) == (
        Block("heading1", ((Run("Titre"),),)),
        Block("paragraph", ((Run("ligne\nsuite "), Run("grasse", is_bold=True)),)),
        Block("bullets", ((Run("a"),), (Run("b"),))),
        Block("numbers", ((Run("un"),), (Run("deux"),))),
        Block("heading2", ((Run("Loin"),),)),
    )


def test_an_empty_value_leaves_no_hole_in_an_address() -> None:
    assert shown("{{ name }}\n{{ empty }}\nParis") == "Camille Inventée\nParis\n"


def test_a_subject_is_one_line() -> None:
    assert plain_line(render("A {{ x }}", {"x": "b\r\nBcc: c"})) == "A b Bcc: c"


def test_dates_and_numbers_are_worded_by_the_caller() -> None:
    told = render("{{ day }}", {"day": date(2026, 11, 22)}, said=lambda value: f"<{value}>")
    assert plain_line(told) == "<2026-11-22>"
