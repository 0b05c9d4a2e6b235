"""Whether a piece says a clause: all concepts of a way, outside the sentences that void it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from probant.probes.contracts import parties, places, words
from probant.probes.contracts.normalising import normalised
from probant.probes.contracts.passages import Piece
from probant.probes.contracts.result import Why
from probant.reference.contract_patterns import ClausePattern, LanguagePatterns

Way = tuple[str, ...]
ENOUGH_TO_DOUBT = 3
PLACES = {"country": places.words, "third_country": places.third_words}


@dataclass(frozen=True, slots=True)
class Match:
    """How near a piece comes to one way of an element."""

    score: float
    why: Why
    concepts: tuple[str, ...]
    lacks: tuple[str, ...] = ()


@dataclass
class Judged:
    """A piece with what patterns need of it, made once."""

    piece: Piece
    language: LanguagePatterns
    _seen: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def title(self) -> str:
        """The normalised title."""
        return parties.of(self.language.language).named(normalised(self.piece.title))

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The normalised sentences."""
        names = parties.of(self.language.language)
        return tuple(names.named(normalised(one)) for one in self.piece.sentences)

    @cached_property
    def full(self) -> str:
        """All of it."""
        return " ".join(self.sentences)

    @cached_property
    def emptied(self) -> bool:
        """Whether the text only says that there is none, or that it is to come."""
        return any(words.found(empty, self.full) for empty in self.language.emptied)

    @cached_property
    def controllers(self) -> tuple[bool, ...]:
        """Per sentence: whether it is the controller's duty; a list follows its first words."""
        names = parties.of(self.language.language)
        own = [names.is_controllers(sentence) for sentence in self.sentences]
        if own and own[0] and self.sentences[0].endswith(":"):
            return tuple(True for _ in own)
        return tuple(own)

    def live(self, clause: str, pattern: ClausePattern) -> tuple[str, Why]:
        """The text that counts for a clause, and why the rest does not."""
        kept, why = [], Why.SAID
        for sentence, is_controllers in zip(self.sentences, self.controllers, strict=True):
            if self._is_negated(sentence, clause):
                why = Why.NEGATED
            elif is_controllers and pattern.duty == "processor":
                why = Why.WRONG_PARTY if why is Why.SAID else why
            else:
                kept.append(sentence)
        return " ".join(kept), Why.EMPTIED if self.emptied else why

    def _is_negated(self, sentence: str, clause: str) -> bool:
        return any(
            clause not in void.except_ and words.found(void.words, sentence)
            for void in self.language.negated
        )

    def match(self, clause: str, pattern: ClausePattern, ways: tuple[Way, ...]) -> Match | None:
        """The best of an element's ways; None where nothing is near."""
        best = max(
            (one for way in ways if (one := self._way(way, self.full))),
            key=lambda one: one.score,
            default=None,
        )
        if best is None or best.lacks:
            return best
        text, why = self.live(clause, pattern)
        if why is Why.SAID:
            return best
        whole = next((one for way in ways if (one := self._way(way, text)) and not one.lacks), None)
        if whole is not None and why is not Why.EMPTIED:
            return whole
        return Match(best.score / 2, why, best.concepts)

    def _way(self, way: Way, text: str) -> Match | None:
        seen, lacks = list[str](), list[str]()
        asked = sum(not concept.startswith("!") for concept in way)
        allowed = int(asked >= ENOUGH_TO_DOUBT)
        for concept in way:
            if concept.startswith("!"):
                if self._concept(concept[1:], text):
                    return None
            elif matched := self._concept(concept, text):
                seen.extend(matched)
            else:
                lacks.append(concept)
                if len(lacks) > allowed:
                    return None
        score = (asked - len(lacks)) / asked
        why = Why.NEARLY if lacks else Why.SAID
        return Match(round(score, 2), why, tuple(dict.fromkeys(seen)), tuple(lacks))

    def _concept(self, concept: str, text: str) -> tuple[str, ...]:
        names, _, least = concept.partition("*")
        for name in names.split("|"):
            where = self.title if name.startswith("#") else text
            if matched := self._found(name.lstrip("#"), where, int(least or 1)):
                return matched
        return ()

    def _found(self, name: str, text: str, least: int) -> tuple[str, ...]:
        key = (f"{name}*{least}", text)
        if key not in self._seen:
            word = PLACES[name]() if name in PLACES else self.language.words[name]
            self._seen[key] = words.found(word, text, least=least)
        return self._seen[key]


def judged(all_pieces: list[Piece], language: LanguagePatterns) -> Iterator[Judged]:
    """The pieces, ready to be matched."""
    return (Judged(piece, language) for piece in all_pieces)
