"""WSGI entry point: ``gunicorn citydeal.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citydeal.settings")

application = get_wsgi_application()
