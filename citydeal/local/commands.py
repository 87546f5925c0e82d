"""The portal's own processes, as docker-compose.yml names them too."""

from __future__ import annotations

from citydeal.enums import Queue

QUEUES = ",".join(queue.value for queue in Queue)
WEB = ("gunicorn", "--config", "python:citydeal.gunicorn_config", "citydeal.wsgi")
WORKER = (
    *("celery", "-A", "citydeal", "--quiet", "worker"),
    *("--concurrency", "2", "--loglevel", "INFO", "--queues", QUEUES),
)
BEAT = ("celery", "-A", "citydeal", "--quiet", "beat", "--loglevel", "INFO")
MIGRATE = ("python", "manage.py", "migrate", "--noinput")
