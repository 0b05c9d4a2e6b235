"""Text as patterns see it: no accents, ligatures, hyphens, apostrophes or capitals."""

import re
import unicodedata

LETTERS = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "\u00ad": ""})
COMBINING = re.compile("[\u0300-\u036f]+")
SEPARATORS = re.compile(r"[^a-z0-9.;:!?@%+,/()\[\]]+")
# A full stop ends a sentence unless a figure, an initial or a usual abbreviation stands before it.
SENTENCE_END = re.compile(
    r"(?<!\bart\.)(?<!\bArt\.)(?<!\bM\.)(?<!\bMs\.)(?<!\bMr\.)(?<!\bDr\.)(?<!\bno\.)(?<!\bcf\.)"
    r"(?<=[.;!?])\s+(?=[A-ZÀ-ÖØ-Þa-zà-öø-ÿ«\"“(\[0-9–-])"
)


def normalised(text: str) -> str:
    """Lower-case words of plain letters, with the punctuation that matters."""
    plain = unicodedata.normalize("NFKD", text.translate(LETTERS)).lower()
    return SEPARATORS.sub(" ", COMBINING.sub("", plain)).strip()


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, as they are written."""
    return [piece for piece in SENTENCE_END.split(text) if piece.strip()]
