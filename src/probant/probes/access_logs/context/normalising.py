"""Surnames and addresses as keyed hashes: comparable between staff and patients, not readable.

Normalised before hashing, so that two spellings of one surname meet: no accents, case, hyphens or
particles ("de La Tour-Rivière" and "DE LA TOUR RIVIERE"); addresses lose punctuation, and the
usual French abbreviations are written out ("12 bis, bd. Pasteur" and "12 BIS boulevard PASTEUR").
"""

import hashlib
import hmac
import re
import unicodedata

_PARTICLES = frozenset(
    ["de", "du", "des", "d", "la", "le", "les", "l", "von", "van", "der", "den", "el", "al", "ben"]
)
_WRITTEN_OUT = {
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "boul": "boulevard",
    "bvd": "boulevard",
    "ch": "chemin",
    "che": "chemin",
    "fg": "faubourg",
    "imp": "impasse",
    "pl": "place",
    "qu": "quai",
    "r": "rue",
    "res": "residence",
    "rte": "route",
    "sq": "square",
    "st": "saint",
    "ste": "sainte",
    "all": "allee",
    "lot": "lotissement",
    "appt": "appartement",
    "apt": "appartement",
    "bat": "batiment",
    "b": "bis",
}
_FILLERS = frozenset(["de", "du", "des", "d", "la", "le", "les", "l", "france", "cedex"])
_HASHED = re.compile(r"(?:[0-9a-fA-F]{16,}|[A-Za-z0-9_-]{43}=?|[A-Za-z0-9+/]{43}=)")


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return re.findall(r"[a-z0-9]+", plain.casefold())


def surname(text: str) -> str:
    """Letters alone, particles left out; a surname made of particles only keeps them."""
    words = _words(text)
    kept = [word for word in words if word not in _PARTICLES] or words
    return "".join(kept)


def address(text: str) -> str:
    """Number, way and town in the order written, abbreviations written out."""
    words = (_WRITTEN_OUT.get(word, word) for word in _words(text))
    return " ".join(word for word in words if word not in _FILLERS)


def is_hashed(text: str) -> bool:
    """Sixteen hexadecimal digits or more, or the base64 of a SHA-256: taken as it is."""
    return _HASHED.fullmatch(text.strip()) is not None


def keyed(text: str, key: bytes) -> str:
    """HMAC-SHA-256, hexadecimal."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def surname_hash(text: str, key: bytes) -> str | None:
    """Of a surname in clear, or the hash that it already is; nothing for no letter."""
    return _hash(text, surname(text), key, "surname")


def address_hash(text: str, key: bytes) -> str | None:
    """Of an address in clear, or the hash that it already is; nothing for no letter."""
    return _hash(text, address(text), key, "address")


def _hash(text: str, normal: str, key: bytes, kind: str) -> str | None:
    if is_hashed(text):
        return text.strip()
    return keyed(f"{kind}\0{normal}", key) if normal else None
