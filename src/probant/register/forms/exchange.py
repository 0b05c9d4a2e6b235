"""The forms of import and export: a file, the meaning of its columns, a choice of format."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from probant.register.domain.record import ActivityRole
from probant.register.domain.status import Status
from probant.register.exchange.columns import columns
from probant.register.exchange.limits import LIMITS
from probant.register.exchange.proposal import Choices, header_row, propose_for
from probant.register.exchange.sheets import Sheet, Workbook
from probant.register.models import ROLES

ACCEPTED = ".xlsx,.xlsm,.ods,.csv,.tsv,.txt,.json"
SHOWN_ROWS = 40
SAMPLES = 3
SAMPLE_LENGTH = 90
IN_FORCE = (Status.DRAFT, Status.VALIDATED)
FORMATS = [
    ("pdf", _("PDF, to read and print")),
    ("ods", _("ODS, for LibreOffice")),
    ("xlsx", _("XLSX, for Excel")),
    ("csv", _("CSV, a plain table")),
    ("json", _("JSON, complete, for Probant or another program")),
]


class UploadForm(forms.Form):
    """The file in which the register was kept so far."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX, ODS, CSV, or JSON exported by Probant. At most 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        max_length=400,
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
    )

    def content(self) -> tuple[str, bytes]:
        """Its name and its bytes, one more than the limit at most."""
        upload = self.cleaned_data["file"]
        return upload.name or "", upload.read(LIMITS.file_bytes + 1)


@dataclass(frozen=True)
class ColumnLine:
    """One column of the file as the page shows it: its title, what it holds, what it becomes."""

    title: str
    letter: str
    samples: Sequence[str]
    field: forms.BoundField


class SheetForm(forms.Form):
    """Which sheet, and which row holds the titles."""

    sheet = forms.ChoiceField(label=_("Sheet"))
    header = forms.TypedChoiceField(label=_("Row of the titles"), coerce=int)

    def __init__(self, *args: Any, workbook: Workbook, shown: Sheet, **kwargs: Any) -> None:  # noqa: ANN401  Django's form
        """`shown`: the sheet whose rows are offered."""
        super().__init__(*args, **kwargs)
        self.workbook = workbook
        names = [sheet.name for sheet in workbook.sheets]
        _field(self, "sheet").choices = [(name, name) for name in names]
        longest = max(len(sheet.rows) for sheet in workbook.sheets)
        rows = enumerate(shown.rows[:SHOWN_ROWS])
        offered = {at: f"{at + 1} – {_joined(row)}" for at, row in rows}
        offered |= {at: str(at + 1) for at in range(min(longest, SHOWN_ROWS)) if at not in offered}
        _field(self, "header").choices = sorted(offered.items())

    def proposal(self, before: Choices, learned: dict[str, str]) -> Choices:
        """The columns of that sheet; another sheet has its own row of titles."""
        sheet = self.workbook.sheet(self.cleaned_data["sheet"]) or self.workbook.sheets[0]
        header = self.cleaned_data["header"]
        if sheet.name != before.sheet or header >= len(sheet.rows):
            header = header_row(sheet, learned)
        return propose_for(sheet, header, learned)


class ColumnsForm(forms.Form):
    """What each column of the file becomes."""

    is_grouped = forms.BooleanField(
        label=_("Put together the lines that bear the same name"),
        help_text=_(
            "One activity may take several lines: a line without name goes on with the one above."
        ),
        required=False,
    )

    def __init__(self, *args: Any, sheet: Sheet, choices: Choices, **kwargs: Any) -> None:  # noqa: ANN401  Django's form
        """`choices`: those that stand now, shown first."""
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.choices = choices
        self.initial["is_grouped"] = choices.is_grouped
        options = _options()
        for at in self.positions():
            self.fields[f"column_{at}"] = forms.ChoiceField(
                choices=options,
                required=False,
                label=self._title(at),
                initial=choices.fills.get(at, ""),
            )

    def positions(self) -> list[int]:
        """The columns that hold a title or a value."""
        below = self.sheet.rows[self.choices.header :]
        return [at for at in range(self.sheet.width) if any(row[at] for row in below)]

    def lines(self) -> Iterator[ColumnLine]:
        """The columns with samples of what they hold."""
        below = self.sheet.rows[self.choices.header + 1 :]
        for at in self.positions():
            held = dict.fromkeys(row[at] for row in below if row[at])
            samples = [_short(text) for text, _n in zip(held, range(SAMPLES), strict=False)]
            yield ColumnLine(self._title(at), letters(at), samples, self[f"column_{at}"])

    def chosen(self) -> Choices:
        """The choices sent."""
        sent = {at: self.cleaned_data.get(f"column_{at}", "") for at in self.positions()}
        return Choices(
            sheet=self.choices.sheet,
            header=self.choices.header,
            fills={at: id_ for at, id_ in sent.items() if id_},
            is_grouped=self.cleaned_data["is_grouped"],
        )

    def _title(self, at: int) -> str:
        title = self.sheet.rows[self.choices.header][at]
        return title or gettext("Column %(letter)s, without title") % {"letter": letters(at)}


class ExportForm(forms.Form):
    """Which activities, in which form and language."""

    format = forms.ChoiceField(
        label=_("Format"), choices=FORMATS, widget=forms.RadioSelect, initial="pdf"
    )
    role = forms.ChoiceField(label=_("Register"), required=False)
    status = forms.ChoiceField(label=_("State"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the document"),
        choices=[("fr", "Français"), ("en", "English")],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's form
        super().__init__(*args, **kwargs)
        _field(self, "role").choices = [("", _("Both registers")), *ROLES]
        _field(self, "status").choices = [
            ("", _("In force: drafts and validated")),
            ("draft", _("Drafts only")),
            ("validated", _("Validated only")),
            ("archived", _("Archived only")),
            ("all", _("All, archived included")),
        ]

    def role_asked(self) -> ActivityRole | None:
        """The register asked for, or None for both."""
        role = self.cleaned_data["role"]
        return ActivityRole(role) if role else None

    def statuses_asked(self) -> tuple[Status, ...]:
        """The statuses that the choice stands for."""
        asked = self.cleaned_data["status"]
        if asked == "all":
            return tuple(Status)
        return (Status(asked),) if asked else IN_FORCE


def letters(at: int) -> str:
    """The name that a spreadsheet gives to a column, from 0: A, B… Z, AA."""
    at, name = at + 1, ""
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _options() -> list[tuple[str, str]]:
    language = get_language() or "fr"
    fields = [(column.id, column.title(language)) for column in columns().values()]
    return [("", gettext("Do not import")), *fields]


def _field(form: forms.Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    return field


def _joined(row: Sequence[str]) -> str:
    return _short(" | ".join(cell for cell in row if cell))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SAMPLE_LENGTH else f"{line[:SAMPLE_LENGTH]}…"
