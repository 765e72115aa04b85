"""All settings, from the environment alone; docs/running.md lists the variables.

With nothing set this is the embedded portal: SQLite and a Celery broker made of files, under `var/`.
"""

import base64
import contextlib
import hashlib
import os
import secrets
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest


def env_text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, default: bool = False) -> bool:
    text = env_text(name, "1" if default else "0").lower()
    if text not in {"0", "1", "true", "false"}:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {text!r}")
    return text in {"1", "true"}


def env_int(name: str, default: int) -> int:
    text = env_text(name, str(default))
    try:
        return int(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {text!r}") from error


BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env_text("PORTAL_VAR", str(BASE_DIR / "var")))
BROKER_DIR = VAR_DIR / "broker"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "files"  # never served by address: views hand files out after asking who may
for folder in (BROKER_DIR / "queue", BROKER_DIR / "control", STATIC_ROOT, MEDIA_ROOT):
    folder.mkdir(parents=True, exist_ok=True)

# --- The portal's own -----------------------------------------------------------------------------


def pinned_today() -> date | None:
    text = env_text("PORTAL_TODAY")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ImproperlyConfigured(
            f"PORTAL_TODAY must be a date as 2026-06-12, not {text!r}"
        ) from error


# The business date for demonstrations and rehearsals; None is the clock's own.
PORTAL_TODAY = pinned_today()

# --- Secrets, hosts, transport --------------------------------------------------------------------


def kept_secret(path: Path) -> str:
    """The key kept at this path, made on first use. Linking a finished file lets two processes start at once."""
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:  # mode 600 from the start
            draft.write(secrets.token_urlsafe(50))
            draft.flush()
            with contextlib.suppress(
                FileExistsError
            ):  # another process was first: its key is the key
                os.link(draft.name, path)
    return path.read_text().strip()


DEBUG = env_bool("DEBUG")
SECRET_KEY = env_text("SECRET_KEY") or kept_secret(VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = env_text("SECRET_KEY_FALLBACKS").split()


def file_keys() -> list[bytes]:
    """Keys of the kept workbooks and photographs, newest first, each of any text with the strength of 256 bits."""
    texts = env_text("PORTAL_FILE_KEYS").split() or [kept_secret(VAR_DIR / "file_key")]
    return [base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()) for text in texts]


PORTAL_FILE_KEYS = file_keys()
ALLOWED_HOSTS = env_text("ALLOWED_HOSTS", "localhost,127.0.0.1").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env_text("CSRF_TRUSTED_ORIGINS").split(",") if origin]

HTTPS = env_bool("PORTAL_HTTPS") and not DEBUG
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env_int("PORTAL_HSTS_SECONDS", 3600) if HTTPS else 0
# Hosts beside the portal's own are not the portal's to bind to HTTPS.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Only behind a proxy that strips these headers from what clients send.
BEHIND_PROXY = env_bool("PORTAL_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Apps -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "demonstration",
    "reports",
    "intake",
    "targets",
    "plans",
    "residents",
    "units",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "import_export",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "units.http.name_owner",
    "units.http.LoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "units.http.readable_405",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "campaign_portal.urls"
WSGI_APPLICATION = "campaign_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "units.http.portal_context",
            ],
        },
    },
]

# --- Accounts -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "units.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 12 * 60 * 60  # one working day
SESSION_COOKIE_SAMESITE = "Lax"

# A whole commune shares one address, so a lock holds one name at one address; it is kept in the
# database, since a flushed cache must not open it.
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True


def client_address(request: HttpRequest) -> str | None:
    """Where a request comes from. What stands before the proxy's own entry is the client's word."""
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "") if BEHIND_PROXY else ""
    return entries.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR")


AXES_CLIENT_IP_CALLABLE = client_address

# --- Data -----------------------------------------------------------------------------------------


def database() -> dict[str, Any]:
    """SQLite for one machine, or the server that DATABASE_URL names."""
    url = env_text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")
    parsed: dict[str, Any] = dict(
        dj_database_url.parse(
            url, conn_max_age=env_int("CONN_MAX_AGE", 60), conn_health_checks=True
        )
    )
    if parsed["ENGINE"].endswith("sqlite3"):
        # A deferred transaction that reads and then writes fails with "database is locked" under
        # two writers; synchronous=NORMAL may drop the last commits when the power goes.
        parsed["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON"
            ),
        }
    else:
        parsed["DISABLE_SERVER_SIDE_CURSORS"] = env_bool("PORTAL_PGBOUNCER")
    return parsed


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
IMPORT_EXPORT_USE_TRANSACTIONS = True

FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # forms; files are bounded by the gate in sheets/
# One day of a large commune: 100 villages of 20 cells, with their keys.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # the page takes 20 and says so; beyond this it is no person

# --- Language, clock, files of the pages ----------------------------------------------------------

LANGUAGE_CODE = "vi"
FORMAT_MODULE_PATH = ["campaign_portal.formats"]
LANGUAGES = [("vi", "Tiếng Việt")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "campaign_portal.static_files.HashedStorage"
        )
    },
}

# --- Background work ------------------------------------------------------------------------------
# The queue of record is a table (intake.models). A message lost by the broker is rung again by
# `ring_waiting_jobs`, so any broker will do; the embedded one is a folder.

CELERY_BROKER_URL = env_text("CELERY_BROKER_URL", "filesystem://localhost")


def broker_options(url: str) -> dict[str, Any]:
    if url.startswith("filesystem:"):
        queue = str(BROKER_DIR / "queue")  # in and out are one folder: what is sent is what is read
        control = str(BROKER_DIR / "control")
        return {"data_folder_in": queue, "data_folder_out": queue, "control_folder": control}
    if url.startswith(("redis:", "rediss:")):
        # Unacknowledged work of a dead worker comes back in seconds, not minutes.
        return {
            "visibility_timeout": 900,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
        }
    return {}


CELERY_BROKER_TRANSPORT_OPTIONS = broker_options(CELERY_BROKER_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600  # below the broker's 900 s, or a slow task would be started twice
CELERY_TIMEZONE = TIME_ZONE
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "ring waiting jobs": {
        "task": "intake.tasks.ring_waiting_jobs",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    "nightly run": {
        "task": "intake.tasks.start_nightly_run",
        "schedule": crontab(hour="0", minute="30"),
    },
    "remind late units": {
        "task": "intake.tasks.remind_late_units",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 300},
    },
    "lock reopened days": {
        "task": "intake.tasks.lock_reopened_days",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 240},
    },
    "remove expired files": {
        "task": "intake.tasks.remove_expired_files",
        "schedule": crontab(hour="2", minute="15"),
    },
}

# --- Logs: what happened, never about whom --------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env_text("LOG_LEVEL", "WARNING")},
    "loggers": {"django": {"level": env_text("LOG_LEVEL", "WARNING")}},
}
