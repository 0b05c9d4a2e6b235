"""HTML of the tool as blocks and as light markup, and back: what people edit without an editor.

The HTML must have been cleaned first. A text that nobody changed keeps its own HTML.
"""

from collections.abc import Iterable, Sequence
from html import escape
from html.parser import HTMLParser

from probant.correspondence.domain.markdown import Block, Run, Shape, clean, parse

PARAGRAPHS = frozenset({"p", "div", "blockquote", "pre", "tr", "table", "ul", "ol", "li"})
HEADINGS: dict[str, Shape] = {
    "h1": "heading1",
    "h2": "heading2",
    "h3": "heading3",
    "h4": "heading3",
    "h5": "heading3",
    "h6": "heading3",
}
BOLD = frozenset({"b", "strong", "th"})
LISTS: dict[str, Shape] = {"ul": "bullets", "ol": "numbers"}
SPACE = " \t\r\n\f\xa0"


class _Reader(HTMLParser):
    """Collects blocks; lists inside lists are flattened, cells of a row stand side by side."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[Shape, list[Run]]] = []
        self.runs: list[Run] = []
        self.shape: Shape = "paragraph"
        self.lists: list[Shape] = []
        self.bold = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the parser's signature
        """Opens a block, a list or a weight."""
        if tag == "br":
            self.runs.append(Run("\n"))
        elif tag in BOLD:
            self.bold += 1
        elif tag in PARAGRAPHS or tag in HEADINGS:
            self.close()
            self._open(tag)
        elif tag in {"td", "th"} and self.runs:
            self.runs.append(Run(" | "))

    def handle_endtag(self, tag: str) -> None:
        """Closes what was opened."""
        if tag in BOLD:
            self.bold = max(0, self.bold - 1)
        elif tag in PARAGRAPHS or tag in HEADINGS:
            self.close()
            if tag in LISTS and self.lists:
                self.lists.pop()
            if tag in {"li", *LISTS, *HEADINGS}:
                self.shape = "paragraph"

    def handle_data(self, data: str) -> None:
        """Words; spaces fold as a browser folds them."""
        words = " ".join(data.split(None))
        lead = " " if data[:1] in SPACE and self.runs else ""
        tail = " " if words and data[-1:] in SPACE else ""
        if words or lead:
            self.runs.append(Run(f"{lead}{words}{tail}" if words else lead, self.bold > 0))

    def close(self) -> None:
        """Ends the block that is being read."""
        runs = list(_trimmed(self.runs))
        if runs:
            self.blocks.append((self.shape, runs))
        self.runs = []

    def _open(self, tag: str) -> None:
        if tag in LISTS:
            self.lists.append(LISTS[tag])
        elif tag == "li":
            self.shape = self.lists[-1] if self.lists else "bullets"
        elif tag in HEADINGS:
            self.shape = HEADINGS[tag]


def blocks(html: str) -> tuple[Block, ...]:
    """Cleaned HTML as blocks: neighbours of one list make one block."""
    reader = _Reader()
    reader.feed(clean(html))
    reader.close()
    made: list[Block] = []
    for shape, runs in reader.blocks:
        if made and shape in {"bullets", "numbers"} and made[-1].shape == shape:
            made[-1] = Block(shape, (*made[-1].items, tuple(runs)))
        else:
            made.append(Block(shape, (tuple(runs),)))
    return tuple(made)


def markup(html: str) -> str:
    """Cleaned HTML as what people write: `- ` for a list, `# ` for a heading, `**` for bold."""
    return "\n\n".join(_marked(block) for block in blocks(html))


def html(text: str) -> str:
    """What people wrote, as HTML of the tool."""
    return "".join(_tagged(block) for block in parse(text))


def plain(html_: str) -> str:
    """Cleaned HTML as plain lines."""
    return "\n".join(
        "".join(run.text for run in item) for block in blocks(html_) for item in block.items
    )


def _trimmed(runs: Sequence[Run]) -> Iterable[Run]:
    said = [run for run in runs if run.text]
    while said and not said[0].text.strip():
        said = said[1:]
    while said and not said[-1].text.strip():
        said = said[:-1]
    for place, run in enumerate(said):
        text = run.text.lstrip() if place == 0 else run.text
        text = text.rstrip() if place == len(said) - 1 else text
        yield Run(text, run.is_bold)


def _marked(block: Block) -> str:
    lead = {"bullets": "- ", "heading1": "# ", "heading2": "## ", "heading3": "### "}
    lines = []
    for number, item in enumerate(block.items, start=1):
        words = "".join(_weighed(run) for run in item)
        mark = f"{number}. " if block.shape == "numbers" else lead.get(block.shape, "")
        lines.append(mark + (words.replace("\n", " ") if mark else words))
    return "\n".join(lines)


def _weighed(run: Run) -> str:
    core = run.text.strip()
    if not run.is_bold or not core or "\n" in core:
        return run.text
    return run.text.replace(core, f"**{core}**", 1)


def _tagged(block: Block) -> str:
    items = [_said(item) for item in block.items]
    if block.shape in {"bullets", "numbers"}:
        tag = "ul" if block.shape == "bullets" else "ol"
        return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"
    tag = "p" if block.shape == "paragraph" else f"h{block.shape[-1]}"
    return f"<{tag}>{items[0]}</{tag}>"


def _said(runs: Iterable[Run]) -> str:
    found = []
    for run in runs:
        words = escape(run.text, quote=False).replace("\n", "<br>")
        found.append(f"<strong>{words}</strong>" if run.is_bold else words)
    return "".join(found)
