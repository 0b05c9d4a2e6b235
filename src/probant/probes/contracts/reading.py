"""From the text of a contract to what it says of each clause."""

from collections import Counter
from collections.abc import Iterable, Sequence

from probant.probes.contracts import words
from probant.probes.contracts.matching import Judged, Match
from probant.probes.contracts.normalising import normalised
from probant.probes.contracts.passages import Piece, pieces
from probant.probes.contracts.result import ClauseReading, Passage, State, Why
from probant.probes.contracts.text import Line
from probant.probes.contracts.values import values_of
from probant.reference.contract_patterns import ClausePattern, languages

HOST = "hds_"
MOST_PASSAGES = 3
LEAST_WORDS = 12
LEAST_SHARE = 0.15
LEAST_LANGUAGE = 0.12
# A passage that says the clause, then one that says and voids it, then one that nearly says it.
RANK = {Why.SAID: 0, Why.NEARLY: 2}


def languages_of(lines: Iterable[Line]) -> tuple[str, ...]:
    """The languages that can be read here, the most present first; none for a third language."""
    said = Counter(word for line in lines for word in normalised(line.text).split())
    total, counts = sum(said.values()), _function_words(said)
    most = max(counts.values(), default=0)
    if total < LEAST_WORDS or most < LEAST_LANGUAGE * total:
        return ()
    kept = [one for one in counts if counts[one] >= LEAST_SHARE * most]
    return tuple(sorted(kept, key=lambda one: -counts[one]))


def read_lines(
    lines: Sequence[Line], read_in: Sequence[str], *, host: bool, is_whole: bool
) -> tuple[tuple[ClauseReading, ...], int]:
    """Every clause, and how many passages were judged; `is_whole` is false where pages were not."""
    cut = list(pieces(lines))
    found: dict[str, ClauseReading] = {}
    for language in read_in:
        patterns = languages()[language]
        texts = [Judged(piece, patterns) for piece in cut if _may_be_in(language, piece, read_in)]
        for clause, pattern in patterns.clauses.items():
            if host or not clause.startswith(HOST):
                reading = _clause(clause, pattern, texts)
                found[clause] = _better(found.get(clause), reading)
    readings = found.values()
    return tuple(one if is_whole else _unsure(one) for one in readings), len(cut)


def _function_words(said: Counter[str]) -> dict[str, int]:
    return {
        language: sum(said[word] for word in patterns.function_words)
        for language, patterns in languages().items()
    }


def _may_be_in(language: str, piece: Piece, read_in: Sequence[str]) -> bool:
    """Where a contract speaks two languages, each passage is read in its own."""
    if len(read_in) == 1:
        return True
    counts = _function_words(Counter(normalised(piece.text).split()))
    return 2 * counts[language] >= max(counts.values())


def _clause(clause: str, pattern: ClausePattern, texts: list[Judged]) -> ClauseReading:
    elements = {
        name: _element(clause, pattern, ways, texts) for name, ways in pattern.elements.items()
    }
    said = {name: hits for name, hits in elements.items() if hits and hits[0][1].why is Why.SAID}
    if len(said) == len(elements):
        return _reading(clause, State.FOUND, Why.SAID, said)
    if said:
        lacks = tuple(name for name in elements if name not in said)
        return _reading(clause, State.DOUBTFUL, Why.PART, said, lacks)
    near = {name: hits for name, hits in elements.items() if hits}
    if near:
        best = min((hits[0][1] for hits in near.values()), key=lambda one: RANK.get(one.why, 1))
        return _reading(clause, State.DOUBTFUL, best.why, near, best.lacks)
    return _by_title(clause, pattern, texts)


def _element(
    clause: str, pattern: ClausePattern, ways: tuple[tuple[str, ...], ...], texts: list[Judged]
) -> list[tuple[Judged, Match]]:
    """The passages of one element, the surest first; near ones only under a title that names it."""
    hits = []
    for text in texts:
        match = text.match(clause, pattern, ways)
        if match and (not match.lacks or words.found(pattern.title, text.title)):
            hits.append((text, match))
    return sorted(hits, key=lambda hit: (RANK.get(hit[1].why, 1), -hit[1].score))


def _reading(
    clause: str,
    state: State,
    why: Why,
    hits: dict[str, list[tuple[Judged, Match]]],
    lacks: tuple[str, ...] = (),
) -> ClauseReading:
    passages = tuple(
        _passage(text.piece, match, element)
        for element, found in hits.items()
        for text, match in found[:MOST_PASSAGES]
    )
    score = min(found[0][1].score for found in hits.values())
    score = score if state is State.FOUND else round(score / 2, 2)
    values = values_of(clause, [normalised(one.text) for one in passages])
    return ClauseReading(
        clause=clause,
        state=state,
        why=why,
        score=score,
        passages=passages,
        lacks=lacks,
        values=values,
    )


def _passage(piece: Piece, match: Match, element: str) -> Passage:
    return Passage(
        text=piece.text,
        title=piece.title,
        page=piece.page,
        element=element,
        score=match.score,
        concepts=match.concepts,
    )


def _by_title(clause: str, pattern: ClausePattern, texts: list[Judged]) -> ClauseReading:
    """A title that names the clause over a text that does not say it."""
    named = [text for text in texts if words.found(pattern.title, text.title)]
    if not named:
        return ClauseReading(clause=clause, state=State.MISSING, why=Why.NOTHING, score=0.0)
    why = Why.EMPTIED if any(text.emptied for text in named) else Why.TITLE_ONLY
    hits = {"title": [(text, Match(0.2, why, ())) for text in named[:1]]}
    return _reading(clause, State.DOUBTFUL, why, hits)


def _better(one: ClauseReading | None, other: ClauseReading) -> ClauseReading:
    rank = {State.FOUND: 2, State.DOUBTFUL: 1, State.MISSING: 0}
    if one is None or (rank[other.state], other.score) > (rank[one.state], one.score):
        return other
    return one


def _unsure(one: ClauseReading) -> ClauseReading:
    """What was not found may stand on a page that was not seen."""
    if one.state is not State.MISSING:
        return one
    return ClauseReading(clause=one.clause, state=State.DOUBTFUL, why=Why.NOT_SEEN, score=0.0)
