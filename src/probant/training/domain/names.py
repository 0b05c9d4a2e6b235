"""The same person written in two ways: accents, capitals and the order of the names aside."""

import re
import unicodedata

TITLES = frozenset({"m", "mr", "mme", "mlle", "dr", "pr", "docteur", "professeur", "monsieur",
                    "madame", "mrs", "ms"})  # fmt: skip


def key_of(name: str) -> str:
    """What two spellings of one name share; empty for a name without letters."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = [word for word in re.split(r"[\W_]+", bare) if word]
    return " ".join(sorted(word for word in words if word not in TITLES) or sorted(words))


def line(text: str) -> str:
    """One line, without control characters or double spaces."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
