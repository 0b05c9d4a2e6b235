"""How long, in words: « 5 ans après le dernier soin noté dans votre dossier »."""

import re

from probant.notices.domain.wording import has, say, told, wording
from probant.reference import law
from probant.register.domain.record import Retention

UNITS = {
    "fr": {
        "Y": ("an", "ans"),
        "M": ("mois", "mois"),
        "W": ("semaine", "semaines"),
        "D": ("jour", "jours"),
    },
    "en": {
        "Y": ("year", "years"),
        "M": ("month", "months"),
        "W": ("week", "weeks"),
        "D": ("day", "days"),
    },
}
HOURS = {"fr": ("heure", "heures"), "en": ("hour", "hours")}
AND = {"fr": " et ", "en": " and "}
MARK = re.compile(r"(?<!\s)\s*\((?:à vérifier|to be verified)\)")
CITATION = re.compile(r"(?<!\s)\s*\([^()]*\bart\.[^()]*\)")


def human(duration: str, language: str) -> str:
    """An ISO 8601 duration in words; what is not one is given back as it stands."""
    match = re.fullmatch(r"P((?:\d+[YMWD])*)(?:T(?:(\d+)H)?)?", duration)
    if match is None:
        return duration
    parts = [
        _counted(int(count), UNITS[language][unit])
        for count, unit in re.findall(r"(\d+)([YMWD])", match.group(1))
    ]
    if match.group(2):
        parts.append(_counted(int(match.group(2)), HOURS[language]))
    return AND[language].join(parts)


def retention_in_words(retention: Retention, language: str) -> str:
    """How long one kind of datum stays, in short sentences; "" where nothing is stated."""
    rule = law.retention_rules().get(retention.rule)
    active = retention.active or (rule.active if rule else "")
    archive = retention.archive or (rule.archive if rule else "")
    criteria = human_clauses(retention.criteria, language)
    if not (active or archive) and has(f"criteria.{retention.rule}"):
        stated = say(f"criteria.{retention.rule}", language)
    elif rule and not active and (archive or not criteria):
        stated = _first_sentence(rule.rule.in_(language))
    else:
        stated = ", ".join(_spelled(active, archive, _event(retention.rule, language), language))
    first, *others = [*([stated] if stated else ()), *criteria] or [""]
    return ". ".join([first, *map(raised, others)])


def _spelled(active: str, archive: str, event: str, language: str) -> tuple[str, ...]:
    if not active:
        if not archive:
            return ()
        return (say("retention.archive_plain", language, duration=human(archive, language)),)
    key = "retention.after" if event else "retention.plain"
    first = say(key, language, duration=human(active, language), event=event)
    if not archive:
        return (first,)
    return (first, say("retention.then", language, duration=human(archive, language)))


def _event(rule_id: str, language: str) -> str:
    """What starts the period, told to the person; a rule's own words where we have no better."""
    if has(f"event.{rule_id}"):
        return say(f"event.{rule_id}", language)
    rule = law.retention_rules().get(rule_id)
    return lowered(rule.trigger.in_(language)) if rule else ""


def human_clauses(text: str, language: str) -> tuple[str, ...]:
    """A text of the register cut at its semicolons, without citations nor remarks to its author."""
    bare = MARK.sub("", text).strip()
    clauses = re.split(r"\s*;\s*", told(bare, language).text)
    kept = (CITATION.sub("", clause).strip().rstrip(".") for clause in clauses)
    return tuple(lowered(clause) for clause in kept if clause and not _is_remark(clause))


def _is_remark(clause: str) -> bool:
    return any(mark in clause.lower() for mark in wording().remarks)


def lowered(text: str) -> str:
    """The text as it stands inside a sentence: an acronym keeps its capitals."""
    if len(text) > 1 and text[0].isupper() and not text[1].isupper():
        return text[0].lower() + text[1:]
    return text


def raised(text: str) -> str:
    """The text as a sentence begins."""
    return text[:1].upper() + text[1:]


def _first_sentence(text: str) -> str:
    return lowered(re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0].rstrip("."))


def _counted(count: int, words: tuple[str, str]) -> str:
    return f"{count}\N{NO-BREAK SPACE}{words[count > 1]}"
