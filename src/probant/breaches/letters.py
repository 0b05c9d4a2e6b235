"""The letter of one group, from the facts of its breach: art. 34(2), 33(2)."""

from dataclasses import replace

from probant.breaches.casefile import CaseFile
from probant.breaches.statements import Communication
from probant.organisations.models import Organisation


def letter_for(file: CaseFile, organisation: Organisation, said: Communication) -> Communication:
    """The communication with the words of its letter."""
    return replace(said, text=said.text)
