"""What the pages of ways accept: the usual ones, one way with its barriers, filters."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from probant.barriers import labels
from probant.barriers.domain.ways import (
    LONGEST_NAME,
    MOST_BARRIERS,
    MOST_CHARACTERS,
    Barrier,
    Kind,
    Outside,
    Reach,
    Standing,
    Way,
)
from probant.barriers.queries import Places, Wanted
from probant.reference.access_paths import access_paths

ALL = ("", _("All"))
SAID = ("standing", "component", "note", "evidence", "checked_on")


def _kinds() -> list[tuple[str, Any]]:
    language = get_language() or "fr"
    usual = [(id_, one.label.in_(language)) for id_, one in access_paths().items()]
    return [*usual, ("other", _("Another way"))]


def _choices(words: labels.Words) -> list[tuple[str, Any]]:
    return [(str(value), label) for value, label in words.items()]


def _paragraph(label: Any, rows: int = 2, **kwargs: Any) -> forms.CharField:  # noqa: ANN401  a text
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=False, max_length=MOST_CHARACTERS, widget=area, **kwargs
    )


class Filters(forms.Form):
    """An answer that the list does not know asks for nothing."""

    kind = forms.ChoiceField(
        label=_("Kind of way"), choices=lambda: [ALL, *_kinds()], required=False
    )
    finding = forms.ChoiceField(
        label=_("Finding"),
        choices=[ALL, ("any", _("Any finding")), *_choices(labels.FINDINGS)],
        required=False,
    )
    outside = forms.ChoiceField(
        label=_("From outside"), choices=[ALL, *_choices(labels.OUTSIDE)], required=False
    )
    is_retired = forms.BooleanField(label=_("Given up"), required=False)

    def wanted(self) -> Wanted:
        """The filters that make sense."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})


class UsualWays(forms.Form):
    """Which of the usual ways exist here."""

    names = forms.MultipleChoiceField(
        label=_("Which of these exist here?"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401  Django's
        """`offered`: the usual ways that are not told yet."""
        super().__init__(*args, **kwargs)
        self.fields["names"].choices = offered  # type: ignore[attr-defined]


class WayForm(forms.Form):
    """One way, without its barriers."""

    name = forms.CharField(label=_("What you call this way"), max_length=LONGEST_NAME)
    kind = forms.ChoiceField(label=_("Kind of way"), choices=_kinds)
    outside = forms.ChoiceField(
        label=_("Can it be taken from outside?"),
        choices=_choices(labels.OUTSIDE),
        help_text=_("From home, from the Internet, by a provider, or with a thing that travels."),
    )
    reach = forms.ChoiceField(
        label=_("What does one account open?"), choices=_choices(labels.REACH)
    )
    reach_reason = _paragraph(
        _("Why one account opens everything"),
        help_text=_("In a small practice where everybody treats everybody, say so."),
    )
    systems = forms.MultipleChoiceField(
        label=_("Systems it leads to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: it leads to all the sensitive data."),
    )
    activities = forms.MultipleChoiceField(
        label=_("Activities it leads to"),
        required=False,
        help_text=_("Only where the systems do not say it."),
    )
    note = _paragraph(_("Notes"))

    def __init__(self, *args: Any, places: Places, known: Way, **kwargs: Any) -> None:  # noqa: ANN401  Django's
        """`places`: what the register knows; `known`: the way, whose old ties stay choosable."""
        super().__init__(*args, **kwargs)
        systems = sorted({*places.systems, *known.systems})
        names = dict(places.activities)
        activities = {**names, **{id_: names.get(id_, id_) for id_ in known.activities}}
        self._offer("systems", [(one, one) for one in systems])
        self._offer("activities", list(activities.items()))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]


class BarrierRow(forms.Form):
    """One barrier; a row that says nothing but its kind is no barrier."""

    kind = forms.ChoiceField(label=_("Kind"), choices=_choices(labels.KINDS))
    standing = forms.ChoiceField(
        label=_("Is it there?"),
        choices=_choices(labels.STANDINGS),
        initial=Standing.UNKNOWN.value,
    )
    component = forms.CharField(
        label=_("Which component does it rest on?"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("The directory, the firewall, the lock: what would have to fall."),
    )
    evidence = forms.CharField(
        label=_("Where it can be seen"), required=False, max_length=MOST_CHARACTERS
    )
    checked_on = forms.DateField(
        label=_("Checked on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=MOST_CHARACTERS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's
        """A new row may stay empty."""
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False

    @property
    def value(self) -> Barrier:
        """The barrier that was typed."""
        said = {name: self.cleaned_data[name] for name in SAID}
        standing = Standing(said.pop("standing"))
        return Barrier(kind=Kind(self.cleaned_data["kind"]), standing=standing, **said)

    @property
    def is_kept(self) -> bool:
        """Whether it was filled in and not removed."""
        return bool(self.cleaned_data) and not self.cleaned_data.get("DELETE")


BarrierRows = formset_factory(
    BarrierRow, extra=0, can_delete=True, max_num=MOST_BARRIERS, validate_max=True
)


@dataclass
class Editing:
    """A way being written: its form and the rows of its barriers."""

    known: Way
    places: Places
    data: QueryDict | None = None
    form: WayForm = field(init=False)
    rows: "BaseFormSet[BarrierRow]" = field(init=False)

    def __post_init__(self) -> None:
        initial = {
            **{name: getattr(self.known, name) for name in WayForm.base_fields},
        }
        self.form = WayForm(self.data, initial=initial, places=self.places, known=self.known)
        barriers = [
            {name: getattr(one, name) for name in ("kind", *SAID)} for one in self.known.barriers
        ]
        self.rows = BarrierRows(self.data, initial=barriers, prefix="barriers")

    def is_valid(self) -> bool:
        """Whether everything typed makes sense; both are read, so that both show their errors."""
        return all([self.form.is_valid(), self.rows.is_valid()])

    def way(self) -> Way:
        """The way that was typed."""
        said = dict(self.form.cleaned_data)
        return Way(
            name=said["name"],
            kind=said["kind"],
            outside=Outside(said["outside"]),
            reach=Reach(said["reach"]),
            reach_reason=said["reach_reason"],
            systems=tuple(said.get("systems", ())),
            activities=tuple(said.get("activities", ())),
            note=said["note"],
            barriers=tuple(row.value for row in self.rows.forms if row.is_kept),
        )


class Reason(forms.Form):
    """Why."""

    reason = _paragraph(_("Why it no longer exists"), rows=3)
