"""Settings of the portal, read from the environment; a wrong value stops the start.

``docs/operations.md`` lists every variable.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from citydeal import environment as env
from citydeal.enums import Queue

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where it runs -------------------------------------------------------------------------
# LOCAL is set by the local launcher and the tests only: plain http on one machine.
LOCAL = env.flag("LOCAL", default=False)
# DEMO shows the demo accounts on the login page, the mailbox and the component page.
DEMO = env.flag("DEMO", default=False)
DEBUG = False

SECRET_KEY = env.text(
    "SECRET_KEY", example="50-or-more-random-characters", min_length=50 if not LOCAL else 20
)
# Keys of before: what they signed or encrypted is still read. See "Another SECRET_KEY" in operations.md.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", example="the-key-before-this-one", default=[])
BASE_URL = env.base_url("BASE_URL", example="https://portaal.example.nl", insecure=LOCAL)
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS",
    example="portaal.example.nl",
    default=[urlsplit(BASE_URL).hostname or ""] + (["localhost", "127.0.0.1"] if LOCAL else []),
)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", example="1", default=0)

ROOT_URLCONF = "citydeal.urls"
WSGI_APPLICATION = "citydeal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

# --- Apps and middleware -------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "template_partials",
    "django_htmx",
    "csp",
    "guardian",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "citydeal",
    "governance",
    "workgroups",
    "panels",
    "reporting",
]

MIDDLEWARE = [
    # Health is answered before hosts, redirects, sessions and the database come into play.
    "citydeal.views.health.ProbeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "citydeal.middleware.PrivateResponseMiddleware",
    "citydeal.middleware.DailyRightsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "citydeal.context_processors.portal",
                "citydeal.accounts.context_processors.demo_accounts",
            ],
            "builtins": [
                "citydeal.templatetags.components",
                "citydeal.templatetags.rows",
                "citydeal.templatetags.meeting_rows",
                "citydeal.templatetags.work_rows",
                "citydeal.templatetags.board_rows",
                "citydeal.templatetags.charts",
                "django.templatetags.i18n",
                "citydeal.templatetags.frame",
            ],
        },
    }
]

# --- Database, cache, sessions -------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {"default": env.database("DATABASE_URL")}
DATABASES["default"].update(
    ATOMIC_REQUESTS=True,
    CONN_MAX_AGE=60,
    CONN_HEALTH_CHECKS=True,
)
DATABASES["default"].setdefault("OPTIONS", {}).update(
    {"connect_timeout": 3, "tcp_user_timeout": 10_000} | DATABASES["default"].get("OPTIONS", {})
)
DATABASES["default"]["OPTIONS"].setdefault(
    "options",
    "-c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"
    # A row found by its index costs little more than the next one of a scan, on disks without arms and in
    # memory; by PostgreSQL's default of 4 it would rather read whole tables of all deals.
    " -c random_page_cost=1.1",
)
# Cache and sessions live in the database, so that the portal works while the broker is down.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "citydeal_cache",
        # Above Django's 300: culling would throw away rate limits that still count.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# In the session, so that a message needs no cookie of its own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "citydeal.views.errors.csrf_failure"
if not LOCAL:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- Security headers ----------------------------------------------------------------------
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if not LOCAL:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- People and ways in --------------------------------------------------------------------
AUTH_USER_MODEL = "citydeal.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Rights are asked through citydeal.common.object_permissions, so guardian needs no backend.
# auth.W004: e-mail addresses are unique by a constraint on Lower("email"), which the check misses.
SILENCED_SYSTEM_CHECKS = ["guardian.W001", "auth.W004"]
PASSWORD_MIN_LENGTH = 12
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {
        "NAME": f"{_VALIDATION}.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "governance:home"
ACCOUNT_ADAPTER = "citydeal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "citydeal.accounts.adapter.user_display"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "governance:home"
ACCOUNT_FORMS = {
    "login": "citydeal.accounts.forms.LoginForm",
    "reauthenticate": "citydeal.accounts.forms.ReauthenticateForm",
    "change_password": "citydeal.accounts.forms.ChangePasswordForm",
    "set_password": "citydeal.accounts.forms.SetPasswordForm",
    "reset_password": "citydeal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "citydeal.accounts.forms.ResetPasswordKeyForm",
    "add_email": "citydeal.accounts.forms.AddEmailForm",
}
MFA_FORMS = {
    "authenticate": "citydeal.accounts.forms.AuthenticateForm",
    "reauthenticate": "citydeal.accounts.forms.MFAReauthenticateForm",
    "activate_totp": "citydeal.accounts.forms.ActivateTOTPForm",
    "deactivate_totp": "citydeal.accounts.forms.DeactivateTOTPForm",
    "generate_recovery_codes": "citydeal.accounts.forms.GenerateRecoveryCodesForm",
}
# The one password of the demo accounts, shown on the login page of a demo.
DEMO_PASSWORD = "samen-aan-de-stad"  # noqa: S105
MFA_ADAPTER = "citydeal.accounts.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "City Deal-portaal"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

# --- Rights: guardian is a projection of memberships by date (architecture, "Permissions") ---
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False

# --- History -------------------------------------------------------------------------------
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_DATE_INDEX = "composite"

# --- Language and time ---------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["citydeal.formats"]

# --- Static files --------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.text("STATIC_ROOT", example="/srv/static", default=str(BASE_DIR / ".static"))
STATICFILES_DIRS = [BASE_DIR / "static" / "dist"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL and not (Path(STATIC_ROOT) / "staticfiles.json").exists()
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL

# --- Uploaded files: outside everything that is served by itself -----------------------------
MEDIA_ROOT = env.text(
    "FILES_DIR", example="/srv/files", default=str(BASE_DIR / ".data" / "files") if LOCAL else None
)
MAX_UPLOAD_MB = env.number("MAX_UPLOAD_MB", example="25", default=25, minimum=1)
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_HANDLERS = [
    "citydeal.common.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# --- Mail ----------------------------------------------------------------------------------
globals().update(env.email("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.text(
    "DEFAULT_FROM_EMAIL",
    example="City Deal-portaal <noreply@example.nl>",
    default=f"City Deal-portaal <noreply@{urlsplit(BASE_URL).hostname}>",
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10

# --- Who answers for this portal (accessibility statement, privacy page, footer) -------------
ORGANIZATION_NAME = env.text("ORGANIZATION_NAME", example="Gemeente Waterveen", default="")
CONTACT_EMAIL = env.address(
    "CONTACT_EMAIL",
    example="citydeal@example.nl",
    default=f"contact@{urlsplit(BASE_URL).hostname}",
)
# Where the source of this portal stands; the footer links to it.
SOURCE_URL = env.link("SOURCE_URL", example="https://example.org/city-deal-portaal")
PRIVACY_EMAIL = env.address("PRIVACY_EMAIL", example="privacy@example.nl", default=CONTACT_EMAIL)
# Who hears of a weak spot, in /.well-known/security.txt; without it that address answers 404.
SECURITY_CONTACT = env.contact("SECURITY_CONTACT", example="mailto:security@example.nl")
# A, B, C or D of the government's model. C is what holds until somebody researched the portal.
ACCESSIBILITY_STATUS = env.choice("ACCESSIBILITY_STATUS", options="ABCD", default="C")
ACCESSIBILITY_DATE = env.day("ACCESSIBILITY_DATE", example="2026-11-22", default="2026-11-22")
ACCESSIBILITY_RESEARCH_BY = env.day("ACCESSIBILITY_RESEARCH_BY", example="2027-11-01", default="2027-11-01")
ACCESSIBILITY_OWNER = env.text("ACCESSIBILITY_OWNER", example="Functioneel beheerder", default="")
ACCESSIBILITY_REPORT_URL = env.link(
    "ACCESSIBILITY_REPORT_URL", example="https://www.example.nl/onderzoek.pdf"
)
if ACCESSIBILITY_STATUS in "AB" and not ACCESSIBILITY_REPORT_URL:
    raise ImproperlyConfigured(
        f"ACCESSIBILITY_STATUS={ACCESSIBILITY_STATUS} needs a research report. Example: "
        "ACCESSIBILITY_REPORT_URL=https://www.example.nl/onderzoek.pdf"
    )
ACCESSIBILITY_REGISTER_URL = env.link(
    "ACCESSIBILITY_REGISTER_URL",
    example="https://www.toegankelijkheidsverklaring.nl/register/1234",
)
ACCESSIBILITY_DEVIATIONS = env.records(
    "ACCESSIBILITY_DEVIATIONS",
    keys=("criterion", "problem", "cause", "consequence", "measure", "date"),
    example='[{"criterion": "1.2.5", "problem": "...", "cause": "...", "consequence": "...", '
    '"measure": "...", "date": "1 juni 2027"}]',
)

# --- Tasks: the broker only carries pokes --------------------------------------------------
CELERY_BROKER_URL = env.broker("REDIS_URL")
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_DEFAULT_QUEUE = Queue.DEFAULT.value
CELERY_TASK_ROUTES = {
    "citydeal.tasks.drain_outbox": {"queue": Queue.MAIL.value},
    "citydeal.tasks.clear_sessions": {"queue": Queue.DEFAULT.value},
    "citydeal.tasks.forget_old_mail": {"queue": Queue.DEFAULT.value},
    "citydeal.tasks.forget_stray_files": {"queue": Queue.DEFAULT.value},
    "governance.tasks.ensure": {"queue": Queue.DEFAULT.value},
    "governance.tasks.build_pack": {"queue": Queue.DOCUMENTS.value},
    "governance.tasks.refresh_packs": {"queue": Queue.DOCUMENTS.value},
    "reporting.tasks.make_report": {"queue": Queue.DOCUMENTS.value},
    "reporting.tasks.make_files": {"queue": Queue.DOCUMENTS.value},
    "reporting.tasks.take_snapshot": {"queue": Queue.DOCUMENTS.value},
    "reporting.tasks.refresh_reports": {"queue": Queue.DOCUMENTS.value},
}
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker waits for its broker as long as it takes; by default it would stop after 100 tries.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 0,
}

# --- Logging: one line per event on standard output ------------------------------------------
LOG_LEVEL = env.one_of("LOG_LEVEL", options=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.request": {"level": "ERROR"},
        # Says at every start that it is there.
        "pikepdf": {"level": "WARNING"},
        # Every scan of the internet names a wrong host; Django logs a stack for each.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}
