"""CISO Assistant's library: `objects.framework.requirement_nodes`, each with its parent's urn.

A node's depth in the file is not trusted: it follows from the parents.
"""

from probant.controls.domain.importing.errors import Wrong, refuse
from probant.controls.domain.importing.found import NAME, Found, Node, arranged
from probant.controls.domain.importing.piece import Piece

FORMAT = "ciso_assistant"


def is_one(root: Piece) -> bool:
    """Whether the document looks like a library."""
    return root.has("objects") or (root.has("urn") and root.has("ref_id"))


def read(root: Piece, language: str) -> Found:
    """The framework of a library; FrameworkFileError with the lines where it is wrong."""
    framework = _framework(root)
    nodes = [_node(piece, language) for piece in framework.list("requirement_nodes")]
    if not nodes:
        raise refuse(Wrong.NOTHING_TO_ASSESS, path=framework.path, line=framework.line)
    return Found(
        format=FORMAT,
        urn=framework.text("urn") or root.text("urn"),
        name=(_told(framework, "name", language) or _told(root, "name", language))[:NAME]
        or root.text("ref_id", required=True)[:NAME],
        edition=root.text("version"),
        publisher=root.text("provider"),
        rights=_told(root, "copyright", language),
        controls=arranged(nodes),
    )


def _framework(root: Piece) -> Piece:
    objects = root.at("objects")
    for name in ("framework", "frameworks"):
        if objects.has(name):
            found = objects.at(name)
            if isinstance(found.value, list):
                several = list(objects.list(name))
                if len(several) != 1:
                    raise found.refused(Wrong.SEVERAL_FRAMEWORKS, str(len(several)))
                return several[0]
            return found
    raise objects.refused(Wrong.NO_FRAMEWORK)


def _node(piece: Piece, language: str) -> Node:
    return Node(
        key=piece.text("urn", required=True).lower(),
        parent=piece.text("parent_urn").lower(),
        number=piece.text("ref_id"),
        title=_told(piece, "name", language),
        text=_told(piece, "description", language),
        is_assessable=_is_true(piece, "assessable"),
        path=piece.path,
        line=piece.line,
    )


def _told(piece: Piece, name: str, language: str) -> str:
    """In the reader's language where the file has it, else in the file's own."""
    if piece.has("translations"):
        translations = piece.at("translations")
        if translations.has(language):
            told = translations.at(language).text(name)
            if told:
                return told
    return piece.text(name)


def _is_true(piece: Piece, name: str) -> bool:
    if not piece.has(name):
        return False
    value = piece.at(name).value
    if not isinstance(value, bool):
        raise piece.at(name).refused(Wrong.NOT_A_BOOLEAN, str(value))
    return value
