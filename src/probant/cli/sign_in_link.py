"""`probant sign-in-link EMAIL`: the operator's way in for someone who lost their password."""

import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from probant.cli.start import SETTINGS
from probant.cli.words import _
from probant.database.embedded import EmbeddedPostgres
from probant.database.location import data_folder


def sign_in_link(
    email: str,
    *,
    data: Path | None = None,
    reset_second_factor: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Print a link of one use for that person; their second factor is asked, unless reset."""
    folder = data_folder(data)
    os.environ["PROBANT_DATA"] = str(folder)
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = EmbeddedPostgres(folder).start().application
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import django  # noqa: PLC0415  after the environment is complete

    django.setup()
    from probant.config import installation  # noqa: PLC0415  needs Django

    link = installation.link_for(email, forgets_factors=reset_second_factor)
    if not link:
        sys.exit(_("No account has this e-mail address."))
    print(link)
