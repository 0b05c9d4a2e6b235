"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probant.config.settings")
application = get_wsgi_application()

# What was loaded by now lives as long as the worker: the collector need not walk it again.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
