"""Which rights a person has, by the legal basis of the processing and by the case."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from probant.common.errors import ProbantError
from probant.reference import law
from probant.reference.facts import RightRule

# From what helps the person least to what helps most: a right open under one purpose is open.
_OPENNESS = ("does_not_apply", "conditional", "withdrawal", "applies")


class UnknownBasisError(ProbantError):
    """A legal basis, or a case, that the law as data does not know."""

    def __init__(self, id_: str) -> None:
        super().__init__(id_)
        self.id = id_


def applicable(basis: str, *, case: str = "") -> Mapping[str, RightRule]:
    """The rule of each right under a legal basis; a case such as `health_research` comes first."""
    matrix = law.rights_matrix().values()
    by_basis = {rule.right: rule for rule in matrix if basis and rule.basis == basis}
    by_case = {rule.right: rule for rule in matrix if case and rule.case == case}
    if not by_basis:
        raise UnknownBasisError(basis)
    if case and not by_case:
        raise UnknownBasisError(case)
    return MappingProxyType({right: (by_basis | by_case)[right] for right in law.rights()})


def open_to(bases: Iterable[str], *, case: str = "") -> Mapping[str, RightRule]:
    """The rights that a notice names for several purposes: each by the basis that opens it most."""
    widest: dict[str, RightRule] = {}
    for basis in bases:
        for right, rule in applicable(basis, case=case).items():
            if right not in widest or _openness(rule) > _openness(widest[right]):
                widest[right] = rule
    return MappingProxyType(widest)


def _openness(rule: RightRule) -> int:
    return _OPENNESS.index(rule.state)
