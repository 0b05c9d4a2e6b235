"""The risks of an assessment as a picture and as the table that says the same."""

from typing import Any

from django.utils.translation import gettext as _

from probant.dpia import labels, matrix
from probant.dpia.domain.content import Content
from probant.dpia.domain.risks import risks
from probant.reference import dpia as reference


def svg(content: Content) -> str:
    """The matrix, in the active language."""
    found = risks(content)
    return matrix.svg(
        found,
        letters=[str(labels.LETTERS[risk.part]) for risk in found],
        levels=[labels.severity(level) for level in range(1, 5)],
        axes=(_("Severity"), _("Likelihood")),
        title=description(content),
    )


def description(content: Content) -> str:
    """What the picture shows, in a sentence a risk."""
    said = [
        _("%(letter)s, %(name)s: severity %(severity)s, likelihood %(likelihood)s.")
        % {
            "letter": row["letter"],
            "name": row["name"],
            "severity": row["residual_severity"],
            "likelihood": row["residual_likelihood"],
        }
        for row in rows(content)
    ]
    return " ".join([_("Matrix of the residual risks."), *said])


def rows(content: Content) -> list[dict[str, Any]]:
    """One row a feared event: its levels before and after, and whether it stays high."""
    return [
        {
            "part": risk.part,
            "letter": labels.LETTERS[risk.part],
            "name": labels.local(reference.parts()[risk.part].label),
            "severity": labels.severity(risk.severity),
            "likelihood": labels.likelihood(risk.likelihood),
            "residual_severity": labels.severity(risk.residual_severity),
            "residual_likelihood": labels.likelihood(risk.residual_likelihood),
            "state": labels.RISK_STATES[risk.is_high],
            "tone": labels.RISK_TONES[risk.is_high],
        }
        for risk in risks(content)
    ]
