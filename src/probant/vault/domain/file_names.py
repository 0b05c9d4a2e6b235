"""What a file is called once it is kept: what its sender wrote, less what could deceive.

Path parts, control characters and the marks that reverse or hide text (Unicode categories Cc, Cf)
go; so do names that an operating system would run, and extensions hidden behind another.
"""

import re
import unicodedata

from probant.vault.domain.errors import Refusal, RefusedFileError

MOST_CHARACTERS = 150
LONGEST_EXTENSION = 8
RUNS = frozenset(
    re.findall(
        r"\w+",
        "app appimage apk bat bin cmd com cpl deb dll dmg elf exe gadget hta inf ins iso jar jse"
        " lnk msc msi msp mst pif pkg ps1 psm1 reg rpm scf scr sh sys url vb vbe vbs vhd vhdx ws"
        " wsc wsf wsh xll",
    )
)
ACTIVE = frozenset(
    re.findall(
        r"\w+",
        "asp aspx chm docm dotm htm html js jsp mht mhtml mjs php pl potm ppam ppsm pptm py rb"
        " shtml svg svgz swf xht xhtml xlam xlsm xltm xsl xslt",
    )
)


def cleaned(name: str) -> str:
    """The name without path, control or direction marks; "fichier" where nothing is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(" " if mark in "\t\r\n" else mark for mark in last if _is_shown(mark))
    whole = re.sub(r'[<>:"|?*]', "_", " ".join(shown.split())).strip(" .") or "fichier"
    stem, extension = parts(whole)
    return _joined(stem[: MOST_CHARACTERS - LONGEST_EXTENSION - 1], extension)


def ensure_harmless(name: str) -> None:
    """RefusedFileError if any extension of `name`, not the last alone, is one that runs."""
    extensions = {part.strip().lower() for part in name.split(".")[1:]}
    if extensions & RUNS:
        raise RefusedFileError(Refusal.EXECUTABLE)
    if extensions & ACTIVE:
        raise RefusedFileError(Refusal.ACTIVE)


def named_for(name: str, extensions: tuple[str, ...]) -> str:
    """The name with an extension that its content has; the first one where it had another."""
    stem, extension = parts(name)
    return name if extension.lower() in extensions else _joined(stem, extensions[0])


def parts(name: str) -> tuple[str, str]:
    """What stands before the last dot, and a short extension without it, or nothing."""
    stem, dot, extension = name.rpartition(".")
    if not dot or not stem or not re.fullmatch(rf"\w{{1,{LONGEST_EXTENSION}}}", extension):
        return name, ""
    return stem, extension


def _joined(stem: str, extension: str) -> str:
    return f"{stem}.{extension}" if extension else stem


def _is_shown(mark: str) -> bool:
    return mark in "\t\r\n" or unicodedata.category(mark) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
