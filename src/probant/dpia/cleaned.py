"""HTML from elsewhere, made harmless: on pages and in documents, never in what is kept."""

import nh3
from django.utils.safestring import SafeString, mark_safe

from probant.dpia.domain import rich_text

TEXT = ("p", "br", "div", "span", "strong", "b", "em", "i", "u", "s", "sub", "sup", "a", "code")
BLOCKS = ("ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr")
TABLES = ("table", "thead", "tbody", "tr", "th", "td")
TAGS = frozenset((*TEXT, *BLOCKS, *TABLES))
ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
SCHEMES = frozenset({"http", "https", "mailto"})
_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    url_schemes=set(SCHEMES),
    clean_content_tags={"script", "style"},
    link_rel="noopener noreferrer nofollow",
)


def html(text: str) -> SafeString:
    """What a page may show: no script, no style, no picture from elsewhere, no form."""
    return mark_safe(_cleaner.clean(text))  # noqa: S308  what nh3 cleaned


def markup(text: str) -> str:
    """The same as people edit it."""
    return rich_text.markup(_cleaner.clean(text))


def plain(text: str) -> str:
    """The same without any markup."""
    return rich_text.plain(_cleaner.clean(text))
