# The image of web, worker and beat; docs/operations.md says how to run it.

FROM node:22-slim AS style
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY static/src static/src
RUN npm run build

FROM python:3.12-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.txt .
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --require-hashes --requirement requirements.txt \
    && /opt/venv/bin/pip uninstall --yes pip

FROM python:3.12-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    FILES_DIR=/srv/files \
    DJANGO_SETTINGS_MODULE=citydeal.settings
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY manage.py ./
COPY citydeal citydeal
COPY governance governance
COPY workgroups workgroups
COPY panels panels
COPY reporting reporting
COPY templates templates
COPY locale locale
COPY --from=style /build/static/dist static/dist
# The build needs a whole configuration but no server; its key is made here and kept nowhere.
RUN pybabel --quiet compile --domain django --directory locale \
    && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
       BASE_URL=https://build.invalid \
       DATABASE_URL=postgres://build@localhost:1/build \
       REDIS_URL=redis://localhost:1/0 \
       EMAIL_URL=smtp+tls://build:build@mail.invalid:587 \
       python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q citydeal governance workgroups panels reporting \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin portal \
    && install --directory --owner=portal --mode=0700 "$FILES_DIR"
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "citydeal/probe.py", "web"]
CMD ["gunicorn", "--config", "python:citydeal.gunicorn_config", "citydeal.wsgi"]
