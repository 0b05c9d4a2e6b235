"""What CONTRIBUTING and STYLE ask, where a machine can tell."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "probant"
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))
MODULES = sorted(path for path in PACKAGE.glob("**/*.py") if "migrations" not in path.parts)
SHAPELESS = re.compile(r"(^|/)(utils?|helpers?|misc|core|managers?)(\.py|/)")
INLINE = re.compile(
    r"\sstyle=|\son[a-z]+=|javascript:|<style\b|<script(?![^>]*\bsrc=)(?![^>]*json)"
)
ADDRESS = re.compile(r"https?://\S+/(?:simple|packages|tarballs?)\b|https?://registry[.-]|\.tgz")


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return listed.stdout.splitlines()


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [path for path in tracked() if SHAPELESS.search(path)] == []


def test_locks_name_no_registry() -> None:
    locks = [*ROOT.glob("requirements/*.txt"), ROOT / "package-lock.json"]
    assert [path.name for path in locks if ADDRESS.search(path.read_text())] == []


def test_every_locked_package_has_its_hash() -> None:
    npm = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, facts in npm.items() if name and not facts.get("integrity")] == []
    for lock in ROOT.glob("requirements/*.txt"):
        assert lock.read_text().count("==") <= lock.read_text().count("--hash=sha256:"), lock.name


def test_no_tracked_file_is_minified_or_compiled() -> None:
    assert [path for path in tracked() if re.search(r"\.min\.(js|css)$|\.mo$|\.pyc$", path)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_nothing_inline(path: Path) -> None:
    html = re.sub(r"{%.*?%}|{{.*?}}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert INLINE.findall(html) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_stay_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 450
    assert not re.search(r"#\s*(TODO|FIXME|XXX)(?!.*#\d)", text)


def test_every_environment_variable_is_documented() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in MODULES)
    used = set(re.findall(r'"((?:PROBANT|DATABASE)_[A-Z_]+)"', code))
    documented = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    assert {name for name in used if f"`{name}`" not in documented} == set()


def test_every_command_is_documented() -> None:
    text = (PACKAGE / "cli" / "__init__.py").read_text(encoding="utf-8")
    names = re.findall(r'"probant\.cli\.(\w+):', text)
    documented = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    commands = {name.replace("_", "-") for name in names}
    assert commands
    assert {name for name in commands if f"probant {name}" not in documented} == set()


def test_every_obligation_is_documented() -> None:
    files = (PACKAGE / "reference/data/obligations").glob("*.yaml")
    documented = (ROOT / "docs/reference/obligations.md").read_text(encoding="utf-8")
    ids = [id_ for file in files for id_ in yaml.safe_load(file.read_text())["facts"]]
    assert ids
    assert [id_ for id_ in ids if f"`{id_}`" not in documented] == []


def test_the_requirements_table_names_what_exists() -> None:
    table = (ROOT / "docs/reference/requirements.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:src|tests|docs)/[^`:]+)(?:::(\w+))?`", table)
    dead = [path for path, _ in paths if not (ROOT / path).exists()]
    assert paths
    assert dead == []
    for path, test in paths:
        if test:
            assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), test


def test_each_requirement_has_its_line() -> None:
    table = (ROOT / "docs/reference/requirements.md").read_text(encoding="utf-8")
    wanted = {f"A{n}" for n in range(1, 10)} | {f"B{n}" for n in range(1, 7)}
    wanted |= {f"C{n}" for n in range(1, 7)} | {f"D{n}" for n in range(1, 6)}
    wanted |= {f"E{n}" for n in range(1, 5)} | {f"F{n}" for n in range(1, 12)}
    wanted |= {f"G{n}" for n in range(1, 6)} | {f"H{n}" for n in range(1, 10)}
    assert wanted == set(re.findall(r"^\| ([A-H]\d+) \|", table, re.MULTILINE))


def test_the_glossary_speaks_as_the_interface_does() -> None:
    terms = yaml.safe_load((ROOT / "docs/glossary.yaml").read_text(encoding="utf-8"))
    english = [term["en"] for term in terms]
    assert len(english) == len(set(english))
    assert all(term["fr"] and term["article"] for term in terms)
    code = "".join(path.read_text(encoding="utf-8") for path in MODULES)
    named = [term["code"] for term in terms if "code" in term]
    assert [name for name in named if not re.search(rf"\b{name}\b", code)] == []


@pytest.mark.xdist_group("conventions")
def test_the_tests_of_a_group_share_a_worker(request: pytest.FixtureRequest) -> None:
    """pytest-xdist tells a group by the end of an identifier; pytest 9.2 keeps it from that."""
    is_grouping = bool(request.config.getoption("loadgroup", default=False))
    assert request.node.nodeid.endswith("@conventions") is is_grouping
