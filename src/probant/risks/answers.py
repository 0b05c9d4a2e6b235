"""An analysis's own content: the answers of the short version, the workshops' tables."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from probant.reference import risks as reference
from probant.risks.domain import risk as rules
from probant.risks.domain import short
from probant.risks.domain.short import Answers, Assessed, Ranked
from probant.risks.models import Analysis

SOURCE = "quick:"


def of(found: Analysis) -> dict[str, str]:
    """The answers given so far, those that the questionnaire still understands."""
    said: Mapping[str, str] = found.content.get("answers", {})
    asked = reference.questionnaire().questions
    known = {one.id: {option.id for option in one.options} for one in asked}
    return {
        question: answer
        for question, answer in said.items()
        if answer in known.get(question, set()) or answer == short.UNKNOWN
    }


def tables(found: Analysis) -> dict[str, list[dict[str, Any]]]:
    """The rows of the workshops' tables."""
    held: dict[str, list[dict[str, Any]]] = found.content.get("tables", {})
    return held


def risks(answers: Answers, language: str) -> Iterator[rules.Risk]:
    """The scenarios as risks in one language, with what remains once every measure is done."""
    asked = reference.questionnaire()
    todo = short.ranked(asked, answers)
    better = {**answers, **{one.measure.question: one.measure.becomes for one in todo}}
    after = {one.scenario.id: one for one in short.assess(asked, better)}
    for one in short.assess(asked, answers):
        yield _risk(one, after.get(one.scenario.id, one), todo, answers, language)


def followed(before: rules.Risk, after: rules.Risk) -> rules.Risk:
    """A risk that follows new answers: whose, when and done stay with each measure."""
    held = {one.code: one for one in before.measures}
    measures = tuple(
        replace(held[one.code], text=one.text) if one.code in held else one
        for one in after.measures
    )
    kept = replace(
        after,
        measures=measures,
        moves=before.moves,
        acceptance=before.acceptance,
        owner=before.owner,
        treatment=before.treatment or after.treatment,
    )
    accepted = before.acceptance
    if accepted and rules.rank(kept.standing_level) > rules.rank(accepted.level):
        return replace(kept, acceptance=None)
    return kept


def _risk(
    one: Assessed, after: Assessed, todo: tuple[Ranked, ...], answers: Answers, language: str
) -> rules.Risk:
    scenario, asked = one.scenario, reference.questionnaire()
    helping = short.in_place(asked, answers, scenario.id)
    return rules.Risk(
        title=scenario.label.in_(language),
        feared=scenario.feared.in_(language),
        threat=scenario.threat,
        origin=reference.vocabulary().threats[scenario.threat].origin,
        criteria=scenario.criteria,
        existing="\n".join(measure.label.in_(language) for measure in helping),
        severity=one.severity,
        likelihood=one.likelihood,
        why=tuple(_why(one, language)),
        treatment="reduce" if rules.is_high(one.level) else "",
        measures=tuple(
            rules.Treated(text=found.measure.label.in_(language), code=found.measure.id)
            for found in todo
            if scenario.id in found.lowers
        ),
        residual_severity=min(after.severity, one.severity),
        residual_likelihood=min(after.likelihood, one.likelihood),
        source=f"{SOURCE}{scenario.id}",
    )


def _why(one: Assessed, language: str) -> Iterator[str]:
    base = one.scenario
    is_english = language.startswith("en")
    yield (
        f"Start: severity {base.severity}, likelihood {base.likelihood}"
        if is_english
        else f"Départ\u00a0: gravité {base.severity}, vraisemblance {base.likelihood}"
    )
    yield from (short.because(counted).in_(language) for counted in one.counted)
