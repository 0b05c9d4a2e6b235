"""The interface's words of controls: states, validities, what is wrong with a file."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from probant.controls.domain.importing import Fault, Wrong
from probant.controls.domain.standing import Implementation, State

Words = str | Promise
CONTROLS = _("Controls and evidence")
EVIDENCE = _("Evidence")
STATES: Mapping[State, Words] = {
    State.MISSING: pgettext_lazy("control", "Missing"),
    State.EXPIRED: pgettext_lazy("control", "Evidence expired"),
    State.DECLARED: pgettext_lazy("control", "Said, not proven"),
    State.PROVEN: pgettext_lazy("control", "Proven"),
    State.NOT_APPLICABLE: _("Not applicable"),
}
MEANINGS: Mapping[State, Words] = {
    State.MISSING: _("Nothing yet, or only planned."),
    State.EXPIRED: _("There is evidence, and it is too old."),
    State.DECLARED: _("Somebody says so; no fresh document or record shows all of it."),
    State.PROVEN: _("A fresh document or record shows it."),
    State.NOT_APPLICABLE: _("Somebody decided that it does not concern you, and wrote why."),
}
TONES = {
    State.MISSING: "bad",
    State.EXPIRED: "warn",
    State.DECLARED: "info",
    State.PROVEN: "good",
    State.NOT_APPLICABLE: "neutral",
}
ICONS = {
    State.MISSING: "circle",
    State.EXPIRED: "hourglass-bottom",
    State.DECLARED: "chat-left-text",
    State.PROVEN: "check-circle",
    State.NOT_APPLICABLE: "dash-circle",
}
VALIDITIES: Mapping[str, Words] = {
    "P1M": _("One month"),
    "P3M": _("Three months"),
    "P6M": _("Six months"),
    "P1Y": _("One year"),
    "P2Y": _("Two years"),
    "P3Y": _("Three years"),
    "": _("It does not expire"),
}
MATURITIES: Mapping[int, Words] = {
    0: _("0 – nothing"),
    1: _("1 – by chance"),
    2: _("2 – repeated, not written"),
    3: _("3 – written and followed"),
    4: _("4 – measured"),
    5: _("5 – improved continuously"),
}
HABITS: Mapping[str, Words] = {
    Implementation.DONE.value: _("Yes"),
    Implementation.PARTIAL.value: _("In part"),
    Implementation.PLANNED.value: _("Not yet"),
    Implementation.UNSAID.value: _("I do not know"),
}
FORMATS: Mapping[str, Words] = {
    "ciso_assistant": _("CISO Assistant library"),
    "oscal": _("OSCAL catalog"),
}
FAULTS: Mapping[Wrong, Words] = {
    Wrong.BAD_JSON: _("The JSON is broken here."),
    Wrong.BAD_YAML: _("The YAML is broken here."),
    Wrong.CYCLE: _("“%(value)s” stands above itself: its parents turn in a circle."),
    Wrong.DANGLING: _("The parent “%(value)s” is nowhere in the file."),
    Wrong.DUPLICATE: _("The identifier “%(value)s” is used twice."),
    Wrong.DUPLICATE_KEY: _("The key “%(value)s” stands twice at the same place."),
    Wrong.EMPTY: _("The file is empty."),
    Wrong.MARKUP: _("This is a web page or XML, not a YAML or JSON file."),
    Wrong.MISSING: _("Something required is missing here."),
    Wrong.NO_FRAMEWORK: _("This library holds no framework (perhaps a matrix or a mapping)."),
    Wrong.NOT_A_BOOLEAN: _("“%(value)s” is neither true nor false."),
    Wrong.NOT_A_CATALOG: _("This OSCAL file is no catalog but “%(value)s”."),
    Wrong.NOT_A_FRAMEWORK: _("This is neither a CISO Assistant library nor an OSCAL catalog."),
    Wrong.NOT_A_LIST: _("A list is expected here."),
    Wrong.NOT_A_MAPPING: _("A block of names and values is expected here."),
    Wrong.NOT_A_TEXT: _("A text is expected here."),
    Wrong.NOT_TEXT: _("This is no text file in UTF-8 (perhaps a PDF, a ZIP or a spreadsheet)."),
    Wrong.NOTHING_TO_ASSESS: _("No control of this file can be assessed."),
    Wrong.SEVERAL_DOCUMENTS: _("The file holds several documents; one is expected."),
    Wrong.SEVERAL_FRAMEWORKS: _("The library holds %(value)s frameworks; one is expected."),
    Wrong.TOO_DEEP: _("The file is nested too deeply."),
    Wrong.TOO_LARGE: _("The file is larger than %(size)s."),
    Wrong.TOO_MANY_CONTROLS: _("The file has %(value)s controls: more than Probant keeps."),
    Wrong.TOO_MANY_VALUES: _("The file repeats itself too much (YAML references): refused."),
}


def explain(faults: Iterable[Fault]) -> list[str]:
    """Each fault in a sentence, with its line or its path."""
    return [" ".join(filter(None, [_where(one), _what(one)])) for one in faults]


def choices(words: Mapping[Any, Words]) -> list[tuple[Any, Words]]:
    """The same for a form."""
    return list(words.items())


def _what(fault: Fault) -> str:
    size = filesizeformat(fault.value) if fault.code is Wrong.TOO_LARGE else ""
    return str(FAULTS[fault.code]) % {"value": fault.value, "size": size}


def _where(fault: Fault) -> str:
    if fault.line and fault.path:
        return gettext("Line %(line)s (%(path)s):") % {"line": fault.line, "path": fault.path}
    if fault.line:
        return gettext("Line %(line)s:") % {"line": fault.line}
    return gettext("At %(path)s:") % {"path": fault.path} if fault.path else ""
