"""The WSGI application that granian serves."""

import gc
import os
import threading

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from probant.config import environment
from probant.config.proxies import as_people_reach_it

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probant.config.settings")


CONNECTIONS = 4  # of one worker; a page waits its turn, a stream holds none


settings.DATABASES["default"] = environment.shared_by_threads(
    settings.DATABASES["default"], most=CONNECTIONS
)
_served = get_wsgi_application()
_scheme = "https" if settings.ENVIRONMENT.is_served_by_tls else "http"
application = as_people_reach_it(_served, _scheme, settings.ENVIRONMENT.proxies)

if threading.current_thread() is threading.main_thread():
    from probant.crisis import live  # needs the applications that were loaded just now

    live.end_streams_at_stop()

# What was loaded by now lives as long as the worker: the collector need not walk it again.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
