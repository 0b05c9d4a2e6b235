"""Probant's own settings; only what the machine decides is named here.

The database's address is a placeholder until `tests/conftest.py` has started the cluster.
"""

import fcntl
import os
from pathlib import Path

CACHE = Path(__file__).resolve().parent.parent / ".cache"

os.environ.setdefault("PROBANT_DATA", str(CACHE / "test-data"))
os.environ["DATABASE_URL"] = "postgresql://not-started@/not-started"
os.environ["DATABASE_OWNER_URL"] = "postgresql://not-started@/not-started"
os.environ["PROBANT_ORIGIN"] = "http://testserver"

from probant.common.catalogues import compile_catalogues  # noqa: E402  reads no setting

CACHE.mkdir(exist_ok=True)
with (CACHE / "catalogues.lock").open("w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    compile_catalogues()  # before Django reads them

from probant.config.settings import *  # noqa: E402, F403  after the environment is set

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
