"""An OSCAL catalog: nested groups and controls, parts with prose, parameters inserted by name.

Withdrawn controls stay as headings. `{{ insert: param, … }}` becomes the parameter's label or its
choices between brackets, as the printed catalogues do.
"""

import re
from collections.abc import Iterator, Mapping

from probant.controls.domain.importing.errors import Wrong, refuse
from probant.controls.domain.importing.found import NAME, Found, Node, arranged
from probant.controls.domain.importing.piece import Piece

FORMAT = "oscal"
OTHERS = ("profile", "component-definition", "system-security-plan", "assessment-plan",
          "assessment-results", "plan-of-action-and-milestones", "mapping-collection")  # fmt: skip
INSERTED = re.compile(r"\{\{\s*(?:insert:\s*)?param\s*[,:]\s*([\w.-]+)\s*\}\}")
TOLD_PARTS = frozenset({"statement", "item", "overview", "objective", "instruction"})
OF_RIGHTS = frozenset({"copyright", "license", "licence", "rights"})
MOST_DEPTH = 20


def is_one(root: Piece) -> bool:
    """Whether the document is OSCAL's, whichever of its models."""
    return root.has("catalog") or any(root.has(name) for name in OTHERS)


def read(root: Piece, language: str) -> Found:  # noqa: ARG001  a catalog has one language
    """The catalog; FrameworkFileError with the path where it is wrong."""
    if not root.has("catalog"):
        other = next(name for name in OTHERS if root.has(name))
        raise refuse(Wrong.NOT_A_CATALOG, path=other, value=other)
    catalog = root.at("catalog")
    metadata = catalog.at("metadata")
    return Found(
        format=FORMAT,
        urn=f"urn:uuid:{catalog.text('uuid', required=True)}",
        name=metadata.text("title", required=True)[:NAME],
        edition=metadata.text("version"),
        publisher=", ".join(_parties(metadata))[:NAME],
        rights=_rights(metadata),
        controls=arranged(list(_below(catalog, "", _labels(catalog), 1))),
    )


def _below(piece: Piece, parent: str, labels: Mapping[str, str], depth: int) -> Iterator[Node]:
    """Groups, then controls, each followed by what stands below it."""
    if depth > MOST_DEPTH:
        raise piece.refused(Wrong.TOO_DEEP)
    for group in piece.list("groups"):
        key = group.text("id") or f"group:{group.path}"
        yield _node(group, key, parent, labels, is_group=True)
        yield from _below(group, key, {**labels, **_labels(group)}, depth + 1)
    for control in piece.list("controls"):
        key = control.text("id", required=True)
        inner = {**labels, **_labels(control)}
        yield _node(control, key, parent, inner, is_group=False)
        yield from _below(control, key, inner, depth + 1)


def _node(
    piece: Piece, key: str, parent: str, labels: Mapping[str, str], *, is_group: bool
) -> Node:
    properties = {one.text("name"): one.text("value") for one in piece.list("props")}
    is_withdrawn = properties.get("status", "").lower() == "withdrawn"
    return Node(
        key=key,
        parent=parent,
        number=properties.get("label") or ("" if key.startswith("group:") else key.upper()),
        title=_filled(piece.text("title", required=True), labels),
        text="" if is_group else "\n".join(_prose(piece, labels, 1)),
        is_assessable=not is_group and not is_withdrawn,
        path=piece.path,
        line=piece.line,
    )


def _prose(piece: Piece, labels: Mapping[str, str], depth: int) -> Iterator[str]:
    """What the control asks: its statement and the items below, not its guidance."""
    if depth > MOST_DEPTH:
        raise piece.refused(Wrong.TOO_DEEP)
    for part in piece.list("parts"):
        if part.text("name") not in TOLD_PARTS:
            continue
        properties = {one.text("name"): one.text("value") for one in part.list("props")}
        told = _filled(part.text("prose"), labels)
        if told:
            yield " ".join(filter(None, [properties.get("label", ""), told]))
        yield from _prose(part, labels, depth + 1)


def _labels(piece: Piece) -> dict[str, str]:
    """What stands for each parameter: its label, or its choices."""
    found: dict[str, str] = {}
    for param in piece.list("params"):
        id_ = param.text("id", required=True)
        label = param.text("label")
        if not label and param.has("select"):
            choices = param.at("select").list("choice")
            label = " / ".join(_word(choice) for choice in choices)
        found[id_] = label or id_
    return found


def _word(choice: Piece) -> str:
    if not isinstance(choice.value, str):
        raise choice.refused(Wrong.NOT_A_TEXT)
    return choice.value


def _filled(text: str, labels: Mapping[str, str]) -> str:
    for _round in range(2):  # a choice may insert another parameter
        text = INSERTED.sub(lambda found: f"[{labels.get(found[1], found[1])}]", text)
    return text


def _parties(metadata: Piece) -> Iterator[str]:
    for party in metadata.list("parties"):
        name = party.text("name")
        if name:
            yield name


def _rights(metadata: Piece) -> str:
    """OSCAL has no field for rights: what publishers put in remarks or properties."""
    named = [one for one in metadata.list("props") if one.text("name").lower() in OF_RIGHTS]
    told = [metadata.text("remarks"), *(one.text("value") for one in named)]
    return "\n".join(filter(None, told))
