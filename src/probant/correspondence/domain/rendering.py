"""An organisation's words with their values, by Jinja's sandbox cut down to what letters need.

A template may show a value, ask whether it is there and go through a list. Everything else that
Jinja offers (calls, arithmetic, assignments, macros, includes) is refused before it runs, and what
may run is counted: so many steps through lists, so many characters.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, meta, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from probant.common.errors import ProbantError
from probant.correspondence.domain.markdown import as_text, clean

MOST_SOURCE = 20_000
MOST_OUTPUT = 200_000
MOST_STEPS = 10_000
DEEPEST = 2
ALLOWED: frozenset[type[nodes.Node]] = frozenset(
    {
        nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr,
        nodes.If, nodes.For, nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or,
        nodes.Const, nodes.Filter, nodes.Test, nodes.CondExpr, nodes.Keyword,
    }
)  # fmt: skip
FILTERS = frozenset({"default", "join", "length", "lower", "upper", "capitalize", "first", "last"})
TESTS = frozenset({"defined", "undefined", "none"})
OF_LOOP = frozenset({"index", "first", "last"})
Said = Callable[[object], str]


class TemplateRefusedError(ProbantError):
    """A template that cannot be used.

    TemplateRefusedError
    ├── TemplateSyntaxRefusedError   a tag is not written as it should be
    ├── ForbiddenTagError            it asks for more than values, conditions and lists
    ├── UnknownPlaceholderError      it names a value that this letter is not given
    └── TooLongError                 it, or what it writes, is too long
    """

    line = 0


class TemplateSyntaxRefusedError(TemplateRefusedError):
    """A tag is not written as it should be; `line` counts from one."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class ForbiddenTagError(TemplateRefusedError):
    """A template asks for something else than values, conditions and lists."""

    def __init__(self, line: int, what: str) -> None:
        """`what`: Jinja's name of the thing."""
        super().__init__(line, what)
        self.line = line
        self.what = what


class UnknownPlaceholderError(TemplateRefusedError):
    """A template names a value that this kind of letter is not given."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class TooLongError(TemplateRefusedError):
    """A template, or what it writes with its values, is too long."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class _Environment(ImmutableSandboxedEnvironment):
    """A dot reads a mapping's value or the place in a loop: no method, no attribute."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401  Jinja's signature
        """The value, or an undefined that names what is missing."""
        if isinstance(obj, StrictUndefined):
            return obj
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in OF_LOOP:
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)


class _Steps(tuple[Any, ...]):
    """A list whose readings are counted against a limit shared by one rendering."""

    __slots__ = ()
    left = [MOST_STEPS]

    def __iter__(self) -> Iterator[Any]:
        for item in super().__iter__():
            self.left[0] -= 1
            if self.left[0] < 0:
                raise TooLongError(MOST_STEPS)
            yield item


def placeholders(source: str) -> set[str]:
    """The values that a template asks for; TemplateRefusedError if it may not be used."""
    return meta.find_undeclared_variables(_checked(source))


def check(source: str, known: set[str]) -> None:
    """TemplateRefusedError unless the template is allowed and names known values only."""
    unknown = placeholders(source) - known
    if unknown:
        raise UnknownPlaceholderError(min(unknown))


def render(source: str, values: Mapping[str, object], *, said: Said = str) -> str:
    """The template's output, each value as guarded text; `said` words dates and numbers."""
    _checked(source)
    steps = type("_Counted", (_Steps,), {"left": [MOST_STEPS]})
    environment = _environment(lambda value: as_text(_worded(value, said)))
    given = {name: _given(value, steps) for name, value in values.items()}
    try:
        return _joined(environment.from_string(clean(source)).generate(given))
    except UndefinedError as error:
        raise UnknownPlaceholderError(_missing(error)) from None
    except (RecursionError, MemoryError):
        raise TooLongError(MOST_SOURCE) from None
    except (TemplateError, TypeError, ValueError, SyntaxError) as error:
        raise ForbiddenTagError(0, type(error).__name__) from None


def _joined(pieces: Iterator[str]) -> str:
    written, size = [], 0
    for piece in pieces:
        size += len(piece)
        if size > MOST_OUTPUT:
            raise TooLongError(MOST_OUTPUT)
        written.append(piece)
    return "".join(written)


def _checked(source: str) -> nodes.Template:
    if len(source) > MOST_SOURCE:
        raise TooLongError(MOST_SOURCE)
    try:
        tree = _environment(str).parse(clean(source))
        _ensure_allowed(tree, 0)
    except TemplateSyntaxError as error:
        raise TemplateSyntaxRefusedError(error.lineno) from None
    except RecursionError:
        raise TooLongError(MOST_SOURCE) from None
    return tree


def _ensure_allowed(node: nodes.Node, depth: int) -> None:
    what = _forbidden(node)
    depth += isinstance(node, nodes.For)
    if what or depth > DEEPEST:
        raise ForbiddenTagError(getattr(node, "lineno", 0), what or "For")
    for child in node.iter_child_nodes():
        _ensure_allowed(child, depth)


def _forbidden(node: nodes.Node) -> str:
    """What the node asks for that letters do not need, or nothing."""
    match node:
        case nodes.Filter(name=name) if name not in FILTERS or node.args[1:] or node.kwargs:
            return str(name)
        case nodes.Test(name=name) if name not in TESTS:
            return str(name)
        case nodes.For(recursive=True):
            return "recursive"
        case nodes.Getattr(attr=name) if name.startswith("_"):
            return str(name)
    return "" if type(node) in ALLOWED else type(node).__name__


def _environment(finalize: Callable[[object], str]) -> _Environment:
    made = _Environment(
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        cache_size=0,
    )
    made.globals.clear()
    return made


def _given(value: object, steps: type[_Steps]) -> object:
    """The value as plain data: a template meets no object that could do anything."""
    match value:
        case None | str() | bool() | int() | float() | date():
            return value
        case Mapping():
            return {str(key): _given(one, steps) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return steps(_given(one, steps) for one in value)
    return str(value)


def _worded(value: object, said: Said) -> str:
    if value is None:
        return ""
    if isinstance(value, StrictUndefined):
        return str(value)  # raises, naming it
    if isinstance(value, tuple):
        return ", ".join(_worded(one, said) for one in value)
    return value if isinstance(value, str) else said(value)


def _missing(error: UndefinedError) -> str:
    parts = str(error).split("'")
    return parts[-2] if len(parts) > 2 else ""  # noqa: PLR2004  "'name' is undefined"
