"""The dossier of one breach on paper: what an inspector reads first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from probant.breaches import timeline
from probant.breaches.casefile import CaseFile
from probant.breaches.documents import Paper, Section, moment, word
from probant.breaches.domain.clocks import Clock
from probant.breaches.domain.proposal import Advice
from probant.breaches.entry import choice, day, entry, score
from probant.breaches.statements import Question
from probant.organisations.models import Organisation
from probant.reference import breach

FACTS = (
    "nature",
    "origin",
    "narrative",
    "started_at",
    "ended_at",
    "aware_at",
    "late_reasons",
    "data",
    "records",
    "persons",
    "persons_count",
    "consequences",
    "measures",
    "processors",
    "dismissal_why",
    "lessons",
)
ADVICE = {
    Advice.YES: "yes",
    Advice.NO: "no",
    Advice.CONDITIONAL: "conditional",
    Advice.UNDETERMINED: "undetermined",
}


@dataclass(frozen=True, kw_only=True)
class Edition:
    """In which language, as at which instant, and whether it tells who acted."""

    language: str
    has_names: bool
    at: datetime


def dossier(
    file: CaseFile, clocks: Sequence[Clock], organisation: Organisation, edition: Edition
) -> bytes:
    """PDF/UA-1."""
    language, has_names = edition.language, edition.has_names
    said = entry(file, language)
    picture = timeline.moments(file.facts.timeline, clocks, language)
    facts = [(word(name, language), said[name].split("\n")) for name in FACTS if said[name]]
    return Paper(
        title=f"{word('dossier', language)} {file.breach.reference}",
        lede=word("dossier_lede", language),
        organisation=organisation,
        language=language,
        at=edition.at,
        identity=[(word("status", language), said["status"])],
        sections=[
            timeline.section(picture, language),
            Section(title=word("facts", language), facts=facts),
            *_assessment(file, language),
            *_decisions(file, language, has_names=has_names),
            _clocks(clocks, language),
            *_told(file, language),
            *_files(file, language, has_names=has_names),
            _statements(file, language, has_names=has_names),
        ],
    ).pdf()


def _assessment(file: CaseFile, language: str) -> Iterator[Section]:
    proposal = file.proposal
    yield Section(
        title=word("assessment", language),
        facts=[(word("score", language), score(proposal.severity, language))],
    )
    if proposal.reasons:
        yield Section(
            title=word("reasons", language),
            level=2,
            header=[word(name, language) for name in ("reasons", "band", "source")],
            rows=[
                (
                    why.label.in_(language),
                    word("certain" if why.is_certain else "possible", language),
                    _sourced(why.source, why.confidence, language),
                )
                for why in proposal.reasons
            ],
            widths=(4, 1, 3),
        )
    if proposal.open_facts:
        questions = [fact.question.in_(language) for fact in proposal.open_facts]
        yield Section(
            title=word("open_questions", language),
            level=2,
            facts=[(word("missing", language), questions)],
        )


def _decisions(file: CaseFile, language: str, *, has_names: bool) -> Iterator[Section]:
    """The proposal beside the decision: who decided, when, and why."""
    advices = {Question.NOTIFY: file.proposal.notify, Question.INFORM: file.proposal.inform}
    rows = []
    for question, advice in advices.items():
        found = file.decision(question)
        by = found[0].by_name if found and has_names else ""
        said = choice(found[1].choice.value if found else "", language)
        when = moment(found[0].at, language) if found else ""
        why = found[1].justification if found else ""
        proposed = word(ADVICE[advice], language)
        rows.append((word(question.value, language), proposed, said, why, f"{by} {when}".strip()))
    names = ("duty", "proposal", "decision", "justification", "by")
    yield Section(
        title=word("decisions", language),
        header=[word(name, language) for name in names],
        rows=rows,
        widths=(2, 2, 2, 4, 3),
    )


def _clocks(clocks: Sequence[Clock], language: str) -> Section:
    rows = [
        (
            clock.label.in_(language),
            _sourced(clock.article, clock.confidence, language),
            moment(clock.deadline.target_at, language) if clock.deadline else "",
            _end(clock, language),
            moment(clock.done_at, language),
        )
        for clock in clocks
    ]
    names = ("duty", "article", "target", "end", "done_at")
    return Section(
        title=word("clocks", language),
        header=[word(name, language) for name in names] if rows else (),
        rows=rows,
        widths=(4, 3, 2, 3, 2),
    )


def _end(clock: Clock, language: str) -> str:
    if not clock.is_legal:
        return word("own_target", language)
    return moment(clock.deadline.ends_at, language) if clock.deadline else ""


def _told(file: CaseFile, language: str) -> Iterator[Section]:
    rows = [
        (
            breach.duties()[said.duty].to.in_(language) if said.duty in breach.duties() else "",
            moment(said.sent_at, language),
            said.receipt,
        )
        for said in file.sent
    ]
    rows += [
        (said.group or said.audience.value, day(said.sent_on, language), said.channel)
        for _made, said in file.communications.values()
    ]
    if rows:
        names = ("what", "done_at", "reference")
        yield Section(
            title=word("told", language),
            header=[word(name, language) for name in names],
            rows=rows,
            widths=(3, 2, 2),
        )


def _files(file: CaseFile, language: str, *, has_names: bool) -> Iterator[Section]:
    rows = [
        (one.name if has_names else one.file.purpose, str(one.file.size), one.file.sha256)
        for one in file.files
    ]
    if rows:
        names = ("files", "size", "digest")
        yield Section(
            title=word("files", language),
            header=[word(name, language) for name in names],
            rows=rows,
            widths=(2, 1, 4),
        )


def _statements(file: CaseFile, language: str, *, has_names: bool) -> Section:
    rows = [
        (
            str(made.sequence),
            moment(made.at, language),
            _kind(made.kind, language),
            made.by_name if has_names else "",
            made.digest,
        )
        for made in file.told
    ]
    names = ("number", "when", "kind", "by", "digest")
    return Section(
        title=word("statements", language),
        header=[word(name, language) for name in names] if rows else (),
        rows=rows,
        widths=(1, 3, 3, 3, 7),
        breaks=True,
    )


def _kind(kind: str, language: str) -> str:
    return word(kind, language) if kind in breach.papers() else kind


def _sourced(source: str, confidence: str, language: str) -> str:
    return source if confidence == "found" else f"{source} ({word('to_verify', language)})"
