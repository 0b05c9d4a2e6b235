"""Which frameworks an organisation may follow, follows, and starts from."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from probant.common.errors import ProbantError
from probant.controls import catalogue
from probant.controls.domain.framework import Control, Framework, Ref
from probant.controls.models import Following, ImportedFramework
from probant.organisations.models import Organisation
from probant.reference import frameworks as reference


class UnknownFrameworkError(ProbantError):
    """No framework of this name here."""

    def __init__(self, framework: str) -> None:
        super().__init__(framework)
        self.framework = framework


class UnknownControlError(ProbantError):
    """The framework has no control of this name that can be decided."""

    def __init__(self, framework: str, control: str) -> None:
        super().__init__(framework, control)
        self.framework = framework
        self.control = control


@dataclass(frozen=True, slots=True)
class Followed:
    """The frameworks followed, and the one that is the baseline, chosen or usual."""

    ids: tuple[str, ...]
    baseline: str
    is_baseline_chosen: bool


def imports(organisation: UUID) -> QuerySet[ImportedFramework]:
    """Those that were confirmed, by name."""
    found = ImportedFramework.objects.filter(organisation=organisation, confirmed_at__isnull=False)
    return found.order_by("name", "pk")


def framework(organisation: Organisation, id_: str, language: str) -> Framework:
    """One framework, of the reference or imported; UnknownFrameworkError where there is none."""
    if id_ in reference.frameworks():
        return catalogue.of_reference(id_, _short(language), organisation.sector)
    try:
        found = imports(organisation.pk).get(pk=UUID(id_.removeprefix(catalogue.IMPORTED_PREFIX)))
    except (ValueError, ImportedFramework.DoesNotExist) as error:
        raise UnknownFrameworkError(id_) from error
    return catalogue.of_import(id_of(found), found.content)


@dataclass(frozen=True, slots=True)
class Offered:
    """A framework in brief, without its controls."""

    id: str
    name: str
    publisher: str
    edition: str
    count: int
    missing: str = ""


def offered(organisation: Organisation, language: str) -> dict[str, Offered]:
    """Every framework in brief, those of the reference first: the imported ones stay unread."""
    known = [
        catalogue.of_reference(id_, _short(language), organisation.sector)
        for id_ in reference.frameworks()
    ]
    found = {
        one.id: Offered(
            one.id, one.name, one.publisher, one.edition, len(one.assessable), one.missing
        )
        for one in known
    }
    columns = ("pk", "name", "content__publisher", "content__edition", "controls")
    for pk, *brief in imports(organisation.pk).values_list(*columns):
        id_ = f"{catalogue.IMPORTED_PREFIX}{pk}"
        found[id_] = Offered(id_, *brief)
    return found


def frameworks(
    organisation: Organisation, ids: Collection[str], language: str
) -> dict[str, Framework]:
    """Several frameworks whole; what is no framework here is left out."""
    known = {
        id_: catalogue.of_reference(id_, _short(language), organisation.sector)
        for id_ in reference.frameworks()
        if id_ in ids
    }
    wanted = [id_ for id_ in ids if id_ not in known and id_.startswith(catalogue.IMPORTED_PREFIX)]
    if not wanted:
        return known
    pks = [id_.removeprefix(catalogue.IMPORTED_PREFIX) for id_ in wanted]
    imported = {
        id_of(one): catalogue.of_import(id_of(one), one.content)
        for one in imports(organisation.pk).filter(pk__in=pks)
    }
    return {**known, **imported}


def control(of: Framework, id_: str) -> Control:
    """One control that can be decided; UnknownControlError for a heading or an unknown name."""
    found = of.controls.get(id_)
    if found is None or not found.is_assessable:
        raise UnknownControlError(of.id, id_)
    return found


def ensure_known(organisation: Organisation, refs: Collection[Ref]) -> None:
    """UnknownFrameworkError or UnknownControlError unless each can be decided here."""
    wanted: dict[str, set[str]] = {}
    for of, id_ in refs:
        wanted.setdefault(of, set()).add(id_)
    for of, ids in wanted.items():
        found = framework(organisation, of, organisation.language)
        for id_ in ids:
            control(found, id_)


def followed(organisation: Organisation) -> Followed:
    """What the organisation follows; without a choice, the usual baseline of its sector."""
    rows = list(Following.objects.filter(organisation=organisation.pk).order_by("since", "pk"))
    chosen = next((row.framework for row in rows if row.is_baseline), "")
    usual = chosen or reference.baseline_of(organisation.sector)
    others = [row.framework for row in rows if row.framework != usual]
    return Followed((usual, *others), usual, bool(chosen))


def baseline(organisation: Organisation) -> str:
    """The framework that the organisation measures itself by."""
    return followed(organisation).baseline


def id_of(imported: ImportedFramework) -> str:
    """How an imported framework is named beside those of the reference."""
    return f"{catalogue.IMPORTED_PREFIX}{imported.pk}"


def _short(language: str) -> str:
    return "en" if language.lower().startswith("en") else "fr"
