"""Files made by the CNIL's own tool go in and out whole, where a copy of the tool is at hand.

The tool is GPL: nothing of it is kept here. `PIA_TOOL_FILES` names a folder of its JSON files.
"""

import json
import os
from pathlib import Path

import pytest

from probant.dpia.domain import document as documents
from probant.dpia.domain.content import Content
from tests.factories import pia

FOLDER = Path(os.environ.get("PIA_TOOL_FILES", "no-such-folder"))
FOUND = sorted(FOLDER.glob("*.json"))


@pytest.mark.skipif(not FOUND, reason="PIA_TOOL_FILES names no folder of files")
@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_a_file_of_the_tool_leaves_as_it_entered(path: Path) -> None:
    content = path.read_bytes()
    read = documents.read(content)
    assert json.loads(documents.written(read)) == json.loads(content)
    assert len(Content(read).answers) == len(json.loads(content)["answers"])


@pytest.mark.parametrize("shape", pia.FILES)
def test_our_files_have_the_lists_that_the_tool_reads(shape: str) -> None:
    assert {"pia", "answers", "measures", "evaluations", "comments"} <= set(pia.FILES[shape]())
