"""The whole assessment on paper: DOCX and PDF/UA-1, and the JSON of the CNIL's tool.

What is printed was cleaned first; the JSON is the document itself, byte for meaning.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from probant.common import typesetting
from probant.correspondence import papers as letters
from probant.correspondence.domain.markdown import Block, Run, Shape
from probant.dpia import cleaned, labels, pictures, queries
from probant.dpia.domain import document as documents
from probant.dpia.domain import rich_text
from probant.dpia.domain.content import MEASURES_PART, Content, Evaluation
from probant.dpia.domain.progress import Action
from probant.dpia.models import Assessment
from probant.reference import dpia as reference
from probant.reference.dpia import Part, Question

TEMPLATE = Path(__file__).resolve().parent / "typst" / "assessment.typ"
MEDIA_TYPES: Mapping[str, str] = {
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def write(kind: str, of: Assessment, *, language: str, at: datetime) -> bytes:
    """The assessment in one of MEDIA_TYPES; KeyError for another."""
    if kind == "json":
        return documents.written(of.document)
    with translation.override(language):
        return {"pdf": pdf, "docx": docx}[kind](of, language, at)


def filename(of: Assessment, kind: str) -> str:
    """`pia-dossier-patient.json`, as the tool calls it; the reference for what is printed."""
    name = slugify(of.name)[:60].strip("-")
    return f"pia-{name or of.reference}.{kind}" if kind == "json" else f"{of.reference}.{kind}"


def docx(of: Assessment, language: str, at: datetime) -> bytes:
    """For those who go on writing elsewhere."""
    sender = letters.Sender.of(of.organisation)
    told = [_paragraph(": ".join(pair)) for pair in _identity(of, at)]
    content = Content(of.document)
    risks = [_bullets([_risk_line(row) for row in pictures.rows(content)])]
    blocks = [*told, *_body(content), _heading(1, _("Risks")), *risks, *_plan(of, content)]
    return letters.docx(of.name, blocks, sender, language=language)


def pdf(of: Assessment, language: str, at: datetime) -> bytes:
    """PDF/UA-1, with the matrix drawn and its table."""
    content, day = Content(of.document), timezone.localdate(at)
    rows = [[str(value) for value in _cells(row)] for row in pictures.rows(content)]
    data = {
        "title": of.name,
        "language": language,
        "day": [day.year, day.month, day.day],
        "kind": _("Data protection impact assessment"),
        "lede": f"{of.reference} · {of.organisation.name}",
        "footer": f"{of.organisation.name} · {of.reference} · {of.name}"[:110],
        "identity": list(_identity(of, at)),
        "page": _("Page"),
        "risks": {
            "title": _("Risks"),
            "header": _risk_columns(),
            "rows": rows,
            "svg": pictures.svg(content),
            "alt": pictures.description(content),
            "rule": str(labels.OUR_RULE),
        },
        "blocks": [_laid(block) for block in _body(content)],
        "plan": {"title": _("Action plan"), "header": _plan_columns(), "rows": _plan_rows(of)},
        "none": _("Nothing."),
    }
    return typesetting.pdf(TEMPLATE, data)


def _identity(of: Assessment, at: datetime) -> Iterator[tuple[str, str]]:
    pia = Content(of.document)
    validated = _moment(of.validated_at) if of.validated_at else ""
    rows = (
        (_("Controller"), of.organisation.name),
        (_("Reference"), of.reference),
        (_("State"), str(of.get_status_display())),
        (_("Who writes it"), pia.said("author_name")),
        (_("Who evaluates it"), pia.said("evaluator_name")),
        (_("Who validates it"), pia.said("validator_name")),
        (_("Validated on"), " – ".join(filter(None, [validated, of.validated_by_name]))),
        (_("Residual risk"), str(labels.RISK_STATES[of.is_high])),
        (_("Written on"), _moment(at)),
    )
    yield from ((label, value) for label, value in rows if value)


def _body(content: Content) -> Iterator[Block]:
    theme = ""
    for part in reference.method().parts:
        if part.theme != theme:
            theme = part.theme
            yield _heading(1, str(labels.THEMES[theme]))
        if part.number == "3.2":
            yield from _measures(content)
        yield from _part(content, part)
    yield from _views(content)


def _part(content: Content, part: Part) -> Iterator[Block]:
    yield _heading(2, labels.local(part.label))
    for question in part.questions:
        yield _heading(3, labels.local(question.label))
        yield from _answer(content, question)
        if part.evaluated == "question":
            yield from _found(content.evaluation(f"{part.number}.{question.number}"))
    if part.evaluated == "part":
        yield from _found(content.evaluation(part.number))


def _answer(content: Content, question: Question) -> Iterator[Block]:
    answer = content.answers[question.number]
    if question.kind in {"severity", "likelihood"}:
        told = labels.severity if question.kind == "severity" else labels.likelihood
        yield _paragraph(told(answer.level))
    elif not answer.is_given:
        yield _paragraph(_("No answer."))
    elif question.kind == "text":
        yield from _within(answer.text)
    else:
        yield _bullets(list(answer.items))


def _measures(content: Content) -> Iterator[Block]:
    yield _heading(2, str(labels.MEASURES))
    for measure in content.measures:
        yield _heading(3, measure.title or "–")
        yield from _within(measure.content)
        yield from _found(content.evaluation(f"{MEASURES_PART}.{measure.id}"))


def _found(said: Evaluation) -> Iterator[Block]:
    words = [str(labels.GRADES[said.grade]), cleaned.plain(said.comment)]
    if said.has_plan:
        due = formats.date_format(said.due_on, "DATE_FORMAT") if said.due_on else ""
        words.append(", ".join(filter(None, [cleaned.plain(said.plan), said.person, due])))
    told = " – ".join(" ".join(word.split()) for word in words if word.strip())
    lead = Run(_("Evaluation") + _(": "), is_bold=True)
    yield Block("paragraph", ((lead, Run(told)),))


def _views(content: Content) -> Iterator[Block]:
    rows = (
        (_("Advice of the data protection officer"), "dpo_opinion", "dpos_names"),
        (_("Views of the persons"), "concerned_people_opinion", "people_names"),
        (
            _("Why the views of the persons were not sought"),
            "concerned_people_searched_content",
            "",
        ),
        (_("Why it was refused"), "rejection_reason", ""),
        (_("What was changed"), "applied_adjustments", ""),
    )
    yield _heading(1, _("Advice and views"))
    for title, text, names in rows:
        if content.said(text).strip():
            yield _heading(2, title)
            if names and content.said(names):
                yield _paragraph(content.said(names))
            yield from _within(content.said(text))


def _plan(of: Assessment, content: Content) -> Iterator[Block]:
    yield _heading(1, _("Action plan"))
    lines = [_action_line(content, one) for one in queries.actions_of(of)]
    yield _bullets(lines) if lines else _paragraph(_("Nothing."))


def _action_line(content: Content, one: Action) -> str:
    due = formats.date_format(one.due_on, "DATE_FORMAT") if one.due_on else ""
    done = formats.date_format(one.done_on, "DATE_FORMAT") if one.done_on else ""
    done = _("done on %(day)s") % {"day": done} if done else ""
    words = (labels.about(content, one.reference), cleaned.plain(one.plan), one.person, due, done)
    return " – ".join(" ".join(word.split()) for word in words if word)


def _plan_columns() -> list[str]:
    return [_("About"), _("What is to be done"), _("Who"), _("Before"), _("Done on")]


def _plan_rows(of: Assessment) -> list[list[str]]:
    content = Content(of.document)
    return [
        [
            labels.about(content, one.reference),
            cleaned.plain(one.plan),
            one.person,
            formats.date_format(one.due_on, "SHORT_DATE_FORMAT") if one.due_on else "",
            formats.date_format(one.done_on, "SHORT_DATE_FORMAT") if one.done_on else "",
        ]
        for one in queries.actions_of(of)
    ]


def _risk_columns() -> list[str]:
    return [
        "",
        _("Feared event"),
        _("Severity"),
        _("Likelihood"),
        _("Residual severity"),
        _("Residual likelihood"),
        _("Residual risk"),
    ]


def _cells(row: Mapping[str, Any]) -> Iterator[Any]:
    names = ("severity", "likelihood", "residual_severity", "residual_likelihood", "state")
    yield from (row["letter"], row["name"], *(row[name] for name in names))


def _risk_line(row: Mapping[str, Any]) -> str:
    titles = _risk_columns()[2:]
    said = [
        f"{title}{_(': ')}{value}"
        for title, value in zip(titles, list(_cells(row))[2:], strict=True)
    ]
    return f"{row['name']} – {'; '.join(said)}"


def _within(html: str) -> Iterator[Block]:
    """An answer's own headings stay below ours."""
    for block in rich_text.blocks(cleaned.html(html)):
        if block.shape.startswith("heading"):
            bold = tuple(Run(run.text, is_bold=True) for run in block.items[0])
            yield Block("paragraph", (bold,))
        else:
            yield block


def _heading(level: int, words: str) -> Block:
    shapes: tuple[Shape, ...] = ("heading1", "heading2", "heading3")
    return Block(shapes[level - 1], ((Run(words),),))


def _paragraph(words: str) -> Block:
    return Block("paragraph", ((Run(words),),))


def _bullets(lines: list[str]) -> Block:
    return Block("bullets", tuple((Run(line),) for line in lines))


def _laid(block: Block) -> dict[str, Any]:
    items = [[{"text": run.text, "bold": run.is_bold} for run in item] for item in block.items]
    return {"shape": block.shape, "items": items}


def _moment(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
