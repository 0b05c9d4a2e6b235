"""Writing an activity without JavaScript: rows, errors, conflicts; nothing typed is ever lost."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import cast

import pytest
from django.http import HttpResponse
from django.test import Client

from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.reference import templates
from probant.register import actions, queries
from probant.register.domain.record import (
    ActivityRecord,
    Collection,
    Measure,
    Party,
    Purpose,
    Recipient,
    Research,
    System,
    Transfer,
)
from probant.register.domain.sections import Section
from probant.register.models import Activity
from tests.factories.register import complete_record, processor_record

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
REASON = "Décision du comité du 20 novembre 2026."


class FormReader(HTMLParser):
    """What a browser without JavaScript would send: the page's form as it is filled in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.is_ours = self.is_template = False
        self.select = self.area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_ours = "data-guard" in said or said.get("class") == "form"
        elif tag == "template":
            self.is_template = True
        if not self.is_ours or self.is_template:
            return
        if tag == "input" and "name" in said:
            self._input(said)
        elif tag == "select":
            self.select = said["name"]
        elif tag == "textarea":
            self.area = said["name"]
            self.sent[self.area] = [""]
        elif tag == "option" and self.select:
            self._option(said)

    def _input(self, said: dict[str, str]) -> None:
        if said.get("type") in {"checkbox", "radio"} and "checked" not in said:
            return
        ticked = "on" if said.get("type") == "checkbox" else ""
        self.sent.setdefault(said["name"], []).append(said.get("value", ticked))

    def _option(self, said: dict[str, str]) -> None:
        if "selected" in said or self.select not in self.sent:
            self.sent[self.select] = [said["value"]]

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.is_template = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""
        elif tag == "form":
            self.is_ours = False

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area][0] += data.removeprefix("\n")


Make = Callable[..., Activity]


class Editor:
    """A person at one section's page."""

    def __init__(self, browser: Client, activity: Activity, section: str) -> None:
        self.browser = browser
        register = f"/o/{activity.organisation_id}/register/"
        self.page = f"{register}{activity.pk}/"
        self.url = f"{self.page}edit/{section}/"

    def open(self) -> dict[str, list[str]]:
        return FormReader(self.browser.get(self.url).content.decode()).sent

    def send(self, typed: Mapping[str, str | list[str]]) -> HttpResponse:
        return cast("HttpResponse", self.browser.post(self.url, typed))


@pytest.fixture
def make(organisation: Organisation, member: Member) -> Make:
    def made(record: ActivityRecord | None = None) -> Activity:
        return actions.create(organisation, record or complete_record(), by=member, at=AT)

    return made


@pytest.fixture
def browser(member: Member, client_of: Callable[[Member], Client]) -> Client:
    return client_of(member)


def stored(activity: Activity) -> ActivityRecord:
    return queries.record_of(queries.activity(activity.organisation_id, activity.pk))


RICH = complete_record(
    joint_controllers=(Party(name="Autre cabinet", contact="02"),),
    data_subjects=("patients", "Élèves infirmiers"),
    source_of_data=Collection.BOTH,
    origin="Le médecin traitant",
    recipients=(Recipient(name="Nuage", category="other", country="US"),),
    transfers=(Transfer(recipient="Nuage", country="US", mechanism="standard_clauses"),),
    systems=(
        System(name="Dossier", host="Hôte", is_hds=False),
        System(name="Papier", kind="paper"),
    ),
    measures=(
        Measure(measure="backups", text="Chaque nuit"),
        Measure(measure="named_accounts"),
        Measure(text="Armoire fermée"),
    ),
    research=Research(methodology="mr_004", agreement="2026-1"),
    automated_decision="Aucune",
    notices_reference="Affiche A",
    notes="Ligne 1\r\nLigne 2",
)


@pytest.mark.parametrize("section", Section)
def test_saving_a_section_as_it_was_shown_changes_nothing(
    section: Section, make: Make, browser: Client
) -> None:
    activity = make(RICH)
    editor = Editor(browser, activity, section)
    assert editor.send(editor.open()).status_code == 302
    assert stored(activity) == RICH
    assert queries.activity(activity.organisation_id, activity.pk).version == 1


@pytest.mark.parametrize("section", [item for item in Section if item != Section.PURPOSES])
def test_a_processor_s_section_comes_back_as_it_was_shown(
    section: Section, make: Make, browser: Client
) -> None:
    activity = make(processor_record())
    editor = Editor(browser, activity, section)
    assert editor.send(editor.open()).status_code == 302
    assert stored(activity) == processor_record()


@pytest.mark.parametrize("template_id", list(templates.activities())[::9])
def test_a_template_s_sections_come_back_as_they_were_shown(
    template_id: str, organisation: Organisation, member: Member, browser: Client
) -> None:
    activity = actions.create_from_template(organisation, template_id, by=member, at=AT)
    before = stored(activity)
    for section in Section:
        editor = Editor(browser, activity, section)
        assert editor.send(editor.open()).status_code == 302
    assert stored(activity) == before


def test_a_row_is_added_without_javascript_and_nothing_typed_is_lost(
    make: Make, browser: Client
) -> None:
    activity = make()
    editor = Editor(browser, activity, "purposes")
    typed = editor.open()
    typed["purposes-0-text"] = ["Soigner et prévenir"]
    answer = editor.send(typed | {"add": "purposes"})
    again = FormReader(answer.content.decode()).sent
    assert answer.status_code == 200
    assert again["purposes-TOTAL_FORMS"] == ["2"]
    assert again["purposes-0-text"] == ["Soigner et prévenir"]
    assert stored(activity) == complete_record()
    again |= {"purposes-1-text": ["Enseigner"], "purposes-1-legal_basis": ["consent"]}
    assert editor.send(again).status_code == 302
    assert [item.text for item in stored(activity).purposes] == ["Soigner et prévenir", "Enseigner"]


def test_a_row_is_removed_by_its_box(make: Make, browser: Client) -> None:
    activity = make()
    editor = Editor(browser, activity, "data")
    assert editor.send(editor.open() | {"data_lines-0-DELETE": "on"}).status_code == 302
    assert [item.category for item in stored(activity).data_lines] == ["health"]


def test_a_blank_row_is_no_row(make: Make, browser: Client) -> None:
    activity = make()
    editor = Editor(browser, activity, "recipients")
    answer = editor.send(editor.open() | {"add": "transfers"})
    assert editor.send(FormReader(answer.content.decode()).sent).status_code == 302
    assert stored(activity) == complete_record()


def test_durations_are_written_as_people_say_them(make: Make, browser: Client) -> None:
    activity = make()
    editor = Editor(browser, activity, "data")
    typed = editor.open() | {"data_lines-0-rule": "", "data_lines-0-active": "18 mois"}
    assert editor.send(typed).status_code == 302
    assert stored(activity).data_lines[0].retention.active == "P18M"


def test_a_mistake_is_shown_beside_what_was_typed(make: Make, browser: Client) -> None:
    activity = make()
    editor = Editor(browser, activity, "data")
    answer = editor.send(editor.open() | {"data_lines-0-active": "longtemps"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert FormReader(html).sent["data_lines-0-active"] == ["longtemps"]
    assert "18\u00a0mois" in html
    assert stored(activity) == complete_record()


def test_health_data_are_sensitive_even_when_the_box_is_empty(make: Make, browser: Client) -> None:
    activity = make()
    editor = Editor(browser, activity, "data")
    typed = {name: held for name, held in editor.open().items() if "is_sensitive" not in name}
    editor.send(typed)
    assert [item.is_sensitive for item in stored(activity).data_lines] == [False, True]


def test_a_text_of_ten_megabytes_is_refused_and_stays_in_the_form(
    make: Make, browser: Client
) -> None:
    activity = make()
    editor = Editor(browser, activity, "review")
    answer = editor.send(editor.open() | {"notes": "x" * 10_000_000})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert len(FormReader(html).sent["notes"][0]) == 10_000_000
    assert stored(activity) == complete_record()


def test_texts_too_long_together_are_refused(make: Make, browser: Client) -> None:
    activity = make(complete_record(purposes=tuple(Purpose(text="x" * 19_000) for _ in range(15))))
    editor = Editor(browser, activity, "review")
    answer = editor.send(editor.open() | {"notes": "y" * 19_000})
    assert answer.status_code == 422
    assert "300" in answer.content.decode()


def test_a_null_character_is_refused(make: Make, browser: Client) -> None:
    activity = make()
    editor = Editor(browser, activity, "review")
    assert editor.send(editor.open() | {"notes": "a\0b"}).status_code == 422


@pytest.mark.parametrize("count", ["", "x", "-1", "99999999", "²"])
def test_a_forged_number_of_rows_is_refused(count: str, make: Make, browser: Client) -> None:
    activity = make()
    editor = Editor(browser, activity, "purposes")
    typed = editor.open() | {"purposes-TOTAL_FORMS": count}
    assert editor.send(typed).status_code == 422
    assert editor.send(typed | {"add": "purposes"}).status_code == 200
    assert stored(activity) == complete_record()


@pytest.mark.parametrize("version", ["", "x", "0", "99999999999", "²"])
def test_without_a_readable_version_a_save_is_a_conflict_never_a_loss(
    version: str, make: Make, browser: Client
) -> None:
    activity = make()
    editor = Editor(browser, activity, "review")
    answer = editor.send(editor.open() | {"version": version, "notes": "À moi"})
    assert answer.status_code == 409
    assert stored(activity) == complete_record()


def edited_by_another(activity: Activity, member: Member) -> None:
    other = complete_record(notes="Saisie d’un autre", summary="Résumé d’un autre")
    actions.save(activity.pk, other, by=member, at=AT, expected_version=1)


def test_the_second_editor_sees_both_versions_and_keeps_theirs_or_mine(
    make: Make, browser: Client, member: Member
) -> None:
    activity = make()
    editor = Editor(browser, activity, "review")
    typed = editor.open() | {"notes": "À moi"}
    edited_by_another(activity, member)
    answer = editor.send(typed)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "autre" in html
    kept = FormReader(html).sent
    assert kept["notes"] == ["À moi"]
    assert stored(activity).notes == "Saisie d’un autre"
    assert editor.send(kept | {"conflict": "mine"}).status_code == 302
    assert stored(activity) == complete_record(notes="À moi", summary="Résumé d’un autre")


def test_the_second_editor_may_write_again_before_saving(
    make: Make, browser: Client, member: Member
) -> None:
    activity = make()
    editor = Editor(browser, activity, "review")
    typed = editor.open() | {"notes": "À moi"}
    edited_by_another(activity, member)
    kept = FormReader(editor.send(typed).content.decode()).sent
    again = editor.send(kept | {"conflict": "again"})
    assert again.status_code == 200
    form = FormReader(again.content.decode()).sent
    assert (form["notes"], form["version"]) == (["À moi"], ["2"])


def test_new_purposes_of_a_validated_activity_ask_for_the_reason(
    make: Make, browser: Client, member: Member
) -> None:
    activity = make()
    actions.validate(activity.pk, by=member, at=AT, expected_version=1)
    editor = Editor(browser, activity, "purposes")
    typed = editor.open() | {"purposes-0-text": "Publicité"}
    answer = editor.send(typed)
    assert answer.status_code == 422
    assert FormReader(answer.content.decode()).sent["purposes-0-text"] == ["Publicité"]
    assert editor.send(typed | {"justification": REASON}).status_code == 302
    latest = queries.versions(activity.organisation_id, activity.pk)[0]
    assert (latest.note, latest.status) == (REASON, "draft")


def test_an_archived_activity_cannot_be_edited(make: Make, browser: Client, member: Member) -> None:
    activity = make()
    actions.archive(activity.pk, by=member, at=AT, expected_version=1)
    editor = Editor(browser, activity, "review")
    assert browser.get(editor.url).status_code == 409
    assert editor.send({"notes": "x", "version": "2"}).status_code == 409


def test_an_unknown_section_does_not_exist(make: Make, browser: Client) -> None:
    assert browser.get(Editor(browser, make(), "salary").url).status_code == 404


def test_a_life_through_the_pages(make: Make, browser: Client) -> None:
    activity = make(complete_record(measures=()))
    page = Editor(browser, activity, "review").page

    def post(act: str, version: int, **typed: str) -> int:
        answer = browser.post(f"{page}{act}/", {"version": version, **typed})
        return int(answer.status_code)

    def status() -> str:
        return queries.activity(activity.organisation_id, activity.pk).status

    assert post("validate", 1) == 422  # incomplete, and no reason given
    assert post("validate", 1, note=REASON) == 302
    assert status() == "validated"
    assert post("validate", 2, note=REASON) == 409
    assert post("delete", 2) == 409  # validated once: archived, never deleted
    assert post("archive", 1) == 409  # somebody saved since
    assert post("archive", 2, note="Terminé") == 302
    assert status() == "archived"
    assert post("unarchive", 3) == 302
    assert status() == "draft"
    assert post("versions/1/restore", 4) == 302
    assert post("duplicate", 4, name="Copie") == 302
    assert queries.activities(activity.organisation_id).count() == 2


def test_a_draft_is_deleted_after_a_question(make: Make, browser: Client) -> None:
    activity = make()
    page = Editor(browser, activity, "review").page
    assert browser.get(f"{page}delete/").status_code == 200
    assert queries.activities(activity.organisation_id).count() == 1
    assert browser.post(f"{page}delete/", {"version": 1}).status_code == 302
    assert queries.activities(activity.organisation_id).count() == 0


def test_two_versions_are_compared_in_words(make: Make, browser: Client, member: Member) -> None:
    activity = make()
    after = complete_record(
        purposes=(Purpose(text="Soigner", legal_basis="consent", exception="art9_2_h"),),
        review_on=date(2028, 1, 1),
    )
    actions.save(activity.pk, after, by=member, at=AT, expected_version=1)
    page = Editor(browser, activity, "review").page
    html = browser.get(f"{page}versions/?from=1&to=2").content.decode()
    assert "Consentement" in html
    assert "2028" in html
    assert "public_task" not in html
    for asked in ("from=9", "from=x", "to=99999999999999999999", "from=²"):
        assert browser.get(f"{page}versions/?{asked}").status_code == 404
