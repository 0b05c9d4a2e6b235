"""The pieces of pages: what they say, and that a browser finds them accessible in both themes."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import render
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page, Route

from probant.common.verdicts import VerdictState
from probant.web import styleguide, time_left, views, word_diff
from probant.web.verdict_look import LOOKS, look_of

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src" / "probant" / "web"
NOW = dt.datetime(2026, 11, 21, 17, 30, tzinfo=dt.UTC)
ORIGIN = "http://probant.invalid"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)


def shown(source: str, **values: object) -> str:
    """A fragment of template, rendered in French."""
    request = RequestFactory().get("/list/?q=paie&page=2")
    with translation.override("fr"):
        template = Template("{% load components %}" + source)
        return template.render(Context(values | {"request": request}))


def guide() -> str:
    """The style guide's page, as a visitor without account receives it."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    values = styleguide.values() | {"page_obj": Paginator(range(300), 20).get_page(3)}
    with translation.override("fr"):
        page = render(request, "web/styleguide.html", values)
    return page.content.decode()


# Verdicts


def test_every_verdict_state_has_its_own_icon_and_word() -> None:
    assert set(LOOKS) == {state.value for state in VerdictState}
    assert len({look.icon for look in LOOKS.values()}) == len(LOOKS)
    assert len({str(look.label) for look in LOOKS.values()}) == len(LOOKS)


def test_only_proven_is_green() -> None:
    assert [state for state, look in LOOKS.items() if look.tone == "good"] == ["proven"]


@pytest.mark.parametrize("state", ["undetermined", "", "PROVEN", "a state of tomorrow"])
def test_what_could_not_be_told_is_never_green(state: str) -> None:
    assert look_of(state).tone == "unknown"
    badge = shown("{% verdict state %}", state=state)
    assert "Indéterminé" in badge
    assert "tone-good" not in badge


def test_a_fact_not_found_in_its_source_is_marked_to_be_checked() -> None:
    assert "à vérifier" in shown("{% confidence 'to_verify' %}")
    assert "à vérifier" in shown("{% confidence 'anything else' %}")
    assert shown("{% confidence 'found' %}").strip() == ""


# Deadlines


@pytest.mark.parametrize(
    ("ends", "words", "urgency"),
    [
        (NOW + dt.timedelta(minutes=42), "dans 42\u00a0min", "urgent"),
        (NOW + dt.timedelta(hours=72), "dans 72\u00a0h", "soon"),
        (NOW + dt.timedelta(hours=72, minutes=1), "dans 72\u00a0h", "soon"),
        (NOW + dt.timedelta(hours=73), "dans 3\u00a0jours", "soon"),
        (NOW + dt.timedelta(days=30), "dans 30\u00a0jours", "calm"),
        (NOW - dt.timedelta(hours=3), "en retard de 3\u00a0h", "late"),
        (NOW.date(), "aujourd’hui", "urgent"),
        (NOW.date() + dt.timedelta(days=1), "demain", "urgent"),
        (NOW.date() + dt.timedelta(days=2), "dans 2\u00a0jours", "soon"),
        (NOW.date() - dt.timedelta(days=1), "en retard de 1\u00a0jour", "late"),
    ],
)
def test_a_deadline_says_how_far_it_is(
    ends: dt.date | dt.datetime, words: str, urgency: str
) -> None:
    with translation.override("fr"):
        assert time_left.until(ends, NOW) == time_left.TimeLeft(urgency, words)  # type: ignore[arg-type]


def test_a_day_is_counted_in_the_local_calendar() -> None:
    late_evening = dt.datetime(2026, 11, 21, 23, 30, tzinfo=dt.UTC)  # already the 22nd in Paris
    with translation.override("fr"):
        assert time_left.until(dt.date(2026, 11, 22), late_evening).words == "aujourd’hui"


@pytest.mark.parametrize(
    ("done_at", "late_after", "words"),
    [
        (NOW, None, "fait le"),
        (NOW + dt.timedelta(minutes=1), None, "fait en retard"),
        (NOW + dt.timedelta(minutes=1), NOW + dt.timedelta(hours=1), "fait le"),
        (NOW.date(), None, "fait le"),
        (NOW.date() + dt.timedelta(days=1), None, "fait en retard"),
    ],
)
def test_what_was_done_late_is_said_to_be_late(
    done_at: dt.date, late_after: dt.datetime | None, words: str
) -> None:
    html = shown(
        "{% deadline end done_at=done late_after=after %}", end=NOW, done=done_at, after=late_after
    )
    assert words in html
    assert ("tone-warn" in html) == (words != "fait le")


def test_a_missing_deadline_is_said() -> None:
    assert "sans échéance" in shown("{% deadline None %}")
    assert "<time datetime=" in shown("{% deadline ends now=now %}", ends=NOW, now=NOW)


# Differences


def test_a_difference_names_what_went_and_what_came() -> None:
    pieces = word_diff.compare("dix ans", "vingt ans")
    assert [(piece.change, piece.text) for piece in pieces] == [
        ("removed", "dix"),
        ("added", "vingt"),
        ("same", " ans"),
    ]
    text = shown("{% diff a b %}", a="dix ans", b="vingt <b>ans</b>")
    assert "<del>" in text
    assert "[retiré" in text
    assert "<b>" not in text


def test_a_difference_rebuilds_both_texts_even_when_long() -> None:
    before = "ligne une\nligne deux\n" * 2000
    after = before.replace("deux", "trois", 1)
    pieces = word_diff.compare(before, after)
    assert "".join(p.text for p in pieces if p.change != "added") == before
    assert "".join(p.text for p in pieces if p.change != "removed") == after


# Lists


def test_pages_keep_the_filters() -> None:
    page = Paginator(range(100), 10).get_page(2)
    assert "?q=paie&amp;page=3" in shown("{% pagination page %}", page=page)
    assert 'aria-current="page"' in shown("{% pagination page %}", page=page)


def test_one_page_needs_no_pagination() -> None:
    assert shown("{% pagination page %}", page=Paginator([1], 10).get_page(1)).strip() == ""


def test_exports_keep_the_filters_but_not_the_page() -> None:
    menu = shown("{% export_menu '/register/export/' formats='csv ods' %}")
    assert 'href="/register/export/?q=paie&amp;format=csv"' in menu
    assert menu.count("<a ") == 2


def test_a_finished_task_is_asked_no_more() -> None:
    assert "hx-get" in shown("{% progress_poll '/x/' 1 9 'Import' %}")
    assert "hx-get" not in shown("{% progress_poll '/x/' 9 9 'Import' is_over=True %}")


def test_the_current_step_is_announced() -> None:
    steps = [{"label": "Un", "url": "/1"}, {"label": "Deux", "url": ""}]
    text = shown("{% stepper steps 2 %}", steps=steps)
    assert "Étape 2 sur 2" in text
    assert re.search(r'<li class="step-current" aria-current="step">', text)


# Forms


class Sample(forms.Form):
    name = forms.CharField(label="Nom", help_text="Le nom courant")
    note = forms.CharField(required=False, widget=forms.Textarea({"class": "wide", "rows": 2}))
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)


def test_a_field_is_labelled_explained_and_marked_compulsory() -> None:
    field = str(Sample({"name": ""})["name"].as_field_group())
    assert '<label class="form-label" for="id_name">' in field
    assert 'aria-describedby="id_name_helptext id_name_error"' in field
    assert 'id="id_name_helptext"' in field
    assert 'id="id_name_error"' in field
    assert 'aria-invalid="true"' in field
    assert 'class="form-control"' in field


def test_a_widget_keeps_the_classes_it_was_given() -> None:
    assert 'class="form-control wide"' in str(Sample()["note"])


def test_choices_are_a_named_group() -> None:
    group = str(Sample()["kind"].as_field_group())
    assert "<fieldset" in group
    assert "<legend>Kind" in group


def test_the_error_summary_leads_to_each_field() -> None:
    page = str(Sample({"name": ""}))
    summary = page[page.index("error-summary") : page.index("</ul>")]
    assert 'href="#id_name"' in summary
    assert 'href="#id_kind"' in summary
    assert 'id="id_name"' in page
    assert 'id="id_kind"' in page


def test_rows_can_be_added_with_and_removed_without_javascript() -> None:
    formset = styleguide.Recipients(initial=[{"name": "CPAM"}])
    text = shown("{% rows formset 'Destinataires' %}", formset=formset)
    assert 'name="form-__prefix__-name"' in text
    assert 'name="form-0-DELETE"' in text
    assert 'name="form-TOTAL_FORMS"' in text


# Errors


@pytest.mark.parametrize("code", [400, 403, 404, 409, 413, 429, 500])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_error_says_what_happened_what_was_kept_and_what_to_do(code: int, language: str) -> None:
    with translation.override(language):
        page = render_to_string(f"{code}.html")
    facts = page[page.index("error-facts") : page.index("</dl>")]
    answers = re.findall(r"<dd>([^<]{12,})</dd>", facts)
    assert len(answers) == 3
    assert f"{code}" in page
    assert f'<html lang="{language}">' in page


def test_the_page_of_a_fault_reads_neither_session_nor_database() -> None:
    assert views.server_error(HttpRequest()).status_code == 500


# The policy


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_holds_inline_style_or_script(path: Path) -> None:
    text = re.sub(r"{%.*?%}", "", path.read_text(encoding="utf-8"))
    assert not re.search(r"\sstyle=|<style|\son\w+=|hx-on|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


def test_the_npm_lock_names_no_address() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "http" not in lock
    assert all(
        package["integrity"] for name, package in json.loads(lock)["packages"].items() if name
    )


# In the browser


def serve(route: Route) -> None:
    """Answers from the style guide and the static files; nothing else exists, no network."""
    path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
    if path == "/":
        headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(body=guide(), headers=headers)
        return
    found = finders.find(path.removeprefix("/static/"))
    if isinstance(found, str):
        route.fulfill(path=found)
    else:
        route.fulfill(status=404, body="")


def opened(context: BrowserContext) -> tuple[Page, list[str]]:
    """The style guide in this window, and what the console complained of."""
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", serve)
    page.goto(f"{ORIGIN}/")
    return page, complaints


@pytest.mark.e2e
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_nothing_overflows(browser: Browser, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    page, complaints = opened(context)
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert [(v["id"], [node["target"] for node in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints == []
    context.close()


@pytest.mark.e2e
def test_the_system_theme_is_followed_without_javascript(browser: Browser) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, java_script_enabled=False)
        page, _complaints = opened(context)
        ground = page.locator("body").evaluate("getComputedStyle(document.body).backgroundColor")
        grounds.append(ground)
        context.close()
    assert grounds[0] != grounds[1]


@pytest.mark.e2e
def test_the_chosen_theme_wins_and_is_remembered(browser: Browser) -> None:
    context = browser.new_context(color_scheme="light", viewport={"width": 1280, "height": 800})
    page, _complaints = opened(context)
    page.locator("[data-theme-toggle]").click()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert any(c["name"] == "probant_theme" and c["value"] == "dark" for c in context.cookies())
    context.close()


@pytest.mark.e2e
def test_the_menu_opens_on_a_phone_without_javascript(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page, _complaints = opened(context)
    menu = page.locator("#site-menu")
    assert not menu.is_visible()
    page.locator(".top-menu").click()
    assert menu.is_visible()
    context.close()


@pytest.mark.e2e
def test_a_row_is_added_and_a_risky_form_asks_first(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page, complaints = opened(context)
    page.locator("[data-add-row]").click()
    assert page.locator("[name=form-2-name]").is_visible()
    assert page.locator("[name=form-TOTAL_FORMS]").input_value() == "3"
    page.locator("#forms").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    assert page.locator("#confirm-dialog").is_visible()
    page.keyboard.press("Escape")
    assert page.url == f"{ORIGIN}/"
    assert complaints == []
    context.close()


@pytest.mark.e2e
def test_shortcuts_help_and_can_be_switched_off(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page, _complaints = opened(context)
    page.locator("h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('[data-search]')")
    page.locator("h1").click()
    page.keyboard.press("?")
    page.locator("#shortcuts-on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert not page.locator("#shortcuts-dialog").is_visible()
    context.close()
