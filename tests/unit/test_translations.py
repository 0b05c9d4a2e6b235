"""Every string that a person can read exists in French and in English."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize
from django.utils.translation.trans_real import translation

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "probant"
TEMPLATES = sorted(
    path
    for suffix in ("html", "txt")
    for path in PACKAGE.glob(f"**/templates/**/*.{suffix}")
    if path.name != "styleguide.html"  # shown to tests only
)
MODULES = sorted(path for path in PACKAGE.glob("**/*.py") if "migrations" not in path.parts)
CATALOGUES = sorted(PACKAGE.glob("**/locale/fr/LC_MESSAGES/django.po"))
CLI = PACKAGE / "cli"  # its catalogue is its own: `cli.words` reads it, the web does not
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
CODE = re.compile(
    r"{%\s*comment.*?{%\s*endcomment\s*%}|{#.*?#}|{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}"
    r"|<script\b.*?</script>|<style\b.*?</style>|<!--.*?-->|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
SPOKEN = re.compile(r'\b(?:aria-label|title|alt|placeholder|label|content)="([^"]*)"')
TAG = re.compile(r"<[^<>]*>")
WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
PROPER = {"Probant", "AGPL", "CNIL", "JSON", "CSV", "XLSX", "ODS", "PDF", "SHA", "width", "device",
          "initial", "scale", "nbsp", "utf", "amp", "quot", "middot", "ndash", "mdash", "hellip",
          "laquo", "raquo", "rarr", "larr", "times", "noindex", "light", "dark", "color", "scheme",
          "Français", "English", "fr", "en", "cover", "viewport", "fit", "nofollow", "thinsp",
          "rsquo", "narr", "shy", "Esc", "lt", "gt"}  # fmt: skip


def short(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def messages(path: Path) -> Iterator[tuple[str | None, str]]:
    """(context, msgid) of every string marked in a module or template."""
    text = path.read_text(encoding="utf-8")
    source = text if path.suffix == ".py" else _unindented(templatize(text, origin=str(path)))
    found = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS)
    for _, message, _, context in found:
        first = message[0] if isinstance(message, tuple) else message
        yield context, first


def _unindented(text: str) -> str:
    """A template's indentation means nothing in Python."""
    return "\n".join(line.lstrip() for line in text.splitlines())


@cache
def french(*, of_the_cli: bool) -> set[tuple[str | None, str]]:
    """What Probant's own catalogues translate, for the web or for the commands."""
    return {
        (message.context, _strings(message.id)[0])
        for path in CATALOGUES
        if (CLI in path.parents) is of_the_cli
        for message in read_po(io.BytesIO(path.read_bytes()))
        if message.id and all(_strings(message.string)) and not message.fuzzy
    }


def _strings(string: object) -> tuple[str, ...]:
    """A message's forms: one, or one a plural."""
    forms = string if isinstance(string, (tuple, list)) else (string,)
    return tuple(str(form or "") for form in forms)


def is_known(context: str | None, message: str, *, in_the_cli: bool) -> bool:
    if in_the_cli or (context, message) in french(of_the_cli=False):
        return (context, message) in french(of_the_cli=in_the_cli)
    catalogue = vars(translation("fr"))["_catalog"]  # Django offers no other membership
    key = f"{context}\x04{message}" if context else message
    return key in catalogue or (key, 0) in catalogue


@pytest.mark.parametrize("path", TEMPLATES + MODULES, ids=short)
def test_every_marked_string_has_its_french(path: Path) -> None:
    in_the_cli = CLI in path.parents
    said = messages(path)
    assert [text for ctx, text in said if not is_known(ctx, text, in_the_cli=in_the_cli)] == []


def test_no_two_apps_put_one_string_into_different_french() -> None:
    """The web merges its catalogues: of two, one would be shown in both places."""
    said: dict[object, dict[tuple[str, ...], str]] = defaultdict(dict)
    for path in CATALOGUES:
        if CLI in path.parents:
            continue
        for message in read_po(io.BytesIO(path.read_bytes())):
            if message.id:
                key = (message.context, _strings(message.id)[0])
                said[key].setdefault(_strings(message.string), short(path))
    assert {key: forms for key, forms in said.items() if len(forms) > 1} == {}


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_no_template_holds_unmarked_words(path: Path) -> None:
    bare = CODE.sub(" ", path.read_text(encoding="utf-8"))
    spoken = " ".join(SPOKEN.findall(bare))
    words = WORD.findall(f"{TAG.sub(' ', bare)} {spoken}")
    assert sorted(set(words) - PROPER) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=short)
def test_a_catalogue_is_complete_and_keeps_its_placeholders(path: Path) -> None:
    catalogue = read_po(io.BytesIO(path.read_bytes()))
    faults = [
        message.id
        for message in catalogue
        if message.id and not all(_is_faithful(message, text) for text in _strings(message.string))
    ]
    assert faults == []


@pytest.mark.parametrize("path", CATALOGUES, ids=short)
def test_french_has_its_spaces_and_apostrophes(path: Path) -> None:
    catalogue = read_po(io.BytesIO(path.read_bytes()))
    strings = [text for message in catalogue if message.id for text in _strings(message.string)]
    faults = [text for text in strings if re.search(r"\w'\w| [;!?»]|« | :(?!\w)", text)]
    assert faults == []


def _is_faithful(message: Message, string: str) -> bool:
    sources = " ".join(_strings(message.id))
    return bool(string) and not message.fuzzy and placeholders(string) <= placeholders(sources)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|(?<!\{)\{\w*\}", text))
