"""A framework's file, read whole: CISO Assistant's library (YAML) or an OSCAL catalog (JSON).

A file is understood entirely or refused with the places that are wrong; nothing is half-loaded.
The formats were read from their public descriptions; their texts stay their owners', so that the
copyright notice of the file travels with what was read of it.
"""

from probant.controls.domain.importing.errors import Fault, FrameworkFileError, Wrong
from probant.controls.domain.importing.found import Found, to_content
from probant.controls.domain.importing.reading import MOST_BYTES, read

__all__ = ["MOST_BYTES", "Fault", "Found", "FrameworkFileError", "Wrong", "read", "to_content"]
