"""Who a sentence speaks of: names of parties become @p, @c and @s, and a subject is found.

A duty laid on the wrong party does not count: "the client shall report breaches to the provider".
"""

import re
from dataclasses import dataclass
from functools import cache

from probant.reference.contract_patterns import LanguagePatterns, languages

ARTICLE = re.compile(r"(?:^|\s)(?:le|la|l|les|the|un|une|an?|chaque|each)$")
PRONOUN = r"(?:il|elle|ils|elles|celui|it|they|he|she)\b"
TOKEN = re.compile(r"@[pc]\b")


@dataclass(frozen=True, slots=True)
class Parties:
    """One language's ways of naming the parties, compiled."""

    sub_processor: re.Pattern[str]
    party: re.Pattern[str]
    rights: re.Pattern[str]
    preposition: re.Pattern[str]
    conjunction: re.Pattern[str]
    lead: re.Pattern[str]

    def named(self, text: str) -> str:
        """The normalised text with the parties' names replaced."""
        text = self.sub_processor.sub("@s", text)
        return self.party.sub(lambda found: "@c" if found["controller"] else "@p", text)

    def is_controllers(self, sentence: str) -> bool:
        """Whether the sentence lays its duty on the controller; a right of theirs is no duty."""
        for token in TOKEN.finditer(sentence):
            before = ARTICLE.sub("", sentence[max(0, token.start() - 120) : token.start()].rstrip())
            clause = re.split(r"[,:]", before)[-1]
            if self.preposition.search(before) or self.conjunction.search(clause):
                continue
            if clause.strip() and not self.lead.fullmatch(clause.strip()):
                return False
            if self.rights.match(sentence[token.end() :].lstrip()):
                return False
            return token.group() == "@c"
        return False


@cache
def of(language: str) -> Parties:
    """The parties of one language."""
    return _compiled(languages()[language])


def _compiled(patterns: LanguagePatterns) -> Parties:
    names = patterns.parties
    return Parties(
        sub_processor=re.compile(rf"\b(?:{'|'.join(names.sub_processor)})\b"),
        party=re.compile(
            rf"\b(?:(?P<controller>{'|'.join(names.controller)})|(?:{'|'.join(names.processor)}))\b"
        ),
        rights=re.compile(rf"(?:{patterns.rights})\b"),
        preposition=re.compile(rf"(?:^|\s)(?:{'|'.join(patterns.prepositions)})$"),
        conjunction=re.compile(rf"(?:^|\s)(?:{'|'.join(patterns.conjunctions)})(?:\s|$)"),
        lead=re.compile(rf"(?:{'|'.join(patterns.leads)})(?: (?!{PRONOUN})\S+){{0,4}}"),
    )
