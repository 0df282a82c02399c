"""What every installation shares. All that differs comes from the environment (12-factor)."""

from pathlib import Path

import environ
from celery.schedules import crontab

from config.settings.policies import *  # noqa: F403 -- settings are a flat namespace

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
NODE_DIR = Path(env("NODE_DIR", default=str(BASE_DIR / "node_modules")))

# --- who we are -----------------------------------------------------------------------------------------------------
STATION_NAME = env("STATION_NAME", default="山东职业学院职业技能鉴定所")
DEMO_MODE = False
CLOCK_MOVABLE = False  # the movable clock is for demonstrations and rehearsals; production settings never allow it
DEBUG = False
SECRET_KEY = env("SECRET_KEY", default="")
FIELD_KEY = env("FIELD_KEY", default="")
INDEX_KEY = env("INDEX_KEY", default="")
STATION_PHONE = env("STATION_PHONE", default="0531-00000000")
STATION_ADDRESS = env("STATION_ADDRESS", default="济南市（示例地址）")
STATION_OFFICE_HOURS = env("STATION_OFFICE_HOURS", default="工作日 08:30 至 11:30，14:00 至 17:00")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- apps: an earlier stage never imports a later one ---------------------------------------------------------------
INSTALLED_APPS = [
    "station",
    "announcements",
    "registration",
    "sessions.apps.SessionsConfig",
    "exams",
    "certificates",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "csp",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "station.compression.CompressionMiddleware",
    "station.middleware.ReadableAddressMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "station.returning.ReturningMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "station.uploads.OversizedUploadMiddleware",
    "station.middleware.CalendarMiddleware",
    "station.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
AUTH_USER_MODEL = "station.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "accounts:login"
CSRF_FAILURE_VIEW = "station.returning.csrf_failure"

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
                "station.context.shell",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- database -------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at BEGIN: a transaction that reads first and writes later would otherwise be
    # refused with "database is locked", however long the timeout. Foreign keys are switched on by Django itself.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

# --- cache, broker: Redis where there is one, folders where there is none -------------------------------------------
REDIS_URL = env("REDIS_URL", default="")
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True  # the job's own row holds progress, result and error
CELERY_TASK_ACKS_LATE = True  # a killed worker's job is run again; every job is safe to run twice
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is away keeps nobody waiting at a web page: what was not handed over is handed over by the sweep.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1, "interval_step": 0, "interval_max": 0.1}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "sweep the deadlines": {"task": "station.sweep_deadlines", "schedule": crontab(minute="*/5")},
    "hand over waiting e-mails": {"task": "station.hand_over_emails", "schedule": crontab(minute="*/5")},
    "hand over waiting text messages": {"task": "station.hand_over_short_messages", "schedule": crontab()},
    "forget used codes and old text messages": {"task": "station.forget_codes", "schedule": crontab(minute="40")},
    "send the daily digest": {"task": "station.send_digests", "schedule": crontab(hour="7", minute="30")},
    "take up abandoned jobs": {"task": "station.take_up_jobs", "schedule": crontab(minute="*/5")},
    "forget rosters that nobody imported": {"task": "registration.sweep_waiting", "schedule": crontab(minute="50")},
    "forget where questions came from": {"task": "announcements.forget_askers", "schedule": crontab(minute="20")},
    "walk the hash chains": {"task": "station.check_records", "schedule": crontab(hour="2", minute="30")},
}
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    CELERY_BROKER_URL = REDIS_URL
    # Longer than the longest job: Redis hands an unacknowledged task to another worker after this.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {"visibility_timeout": 6 * 3600, "socket_connect_timeout": 2}
else:
    # A cache in files rather than in memory: web, worker and beat are separate processes and must see the same.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
        }
    }
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker" / "queue"),
        "data_folder_out": str(VAR_DIR / "broker" / "queue"),
        "control_folder": str(VAR_DIR / "broker" / "control"),
    }
    for _folder in ("queue", "control"):
        (VAR_DIR / "broker" / _folder).mkdir(parents=True, exist_ok=True)

# --- files ----------------------------------------------------------------------------------------------------------
PUBLIC_URL = env("PUBLIC_URL", default="http://localhost:8000")  # printed behind the QR code of every paper
PRIVATE_ROOT = Path(env("PRIVATE_ROOT", default=str(VAR_DIR / "private")))
STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
BUILT_DIR = Path(env("BUILT_DIR", default=str(BASE_DIR / "build")))
# `make install` writes one sheet of what the pages use (config/stylesheet.mjs); the sources are read only while a page
# is being worked on and in the tests: sources.py.
STATICFILES_DIRS: list[object] = [BASE_DIR / "static", BUILT_DIR]
STYLE_SHEETS = ["css/station.css"]
FONT_DIR = Path(env("FONT_DIR", default=str(NODE_DIR / "@expo-google-fonts")))
# Nothing uploaded is ever served by path: "default" points to the private store as well, which has no address.
_PRIVATE_STORAGE = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
}
STORAGES = {
    "default": _PRIVATE_STORAGE,
    "private": _PRIVATE_STORAGE,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = PRIVATE_ROOT
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_HANDLERS = [
    "station.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_MAX_BYTES = 64 * 1024 * 1024  # of one request, where its page does not say otherwise (station/uploads.py)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a review list or a seating chart is one form

# --- text messages: console, file or http (station/short_messages/gateways.py, docs/operations.md) -------------------
SHORT_MESSAGE_GATEWAY = env("SHORT_MESSAGE_GATEWAY", default="console")
SHORT_MESSAGE_FOLDER = VAR_DIR / "short-messages"
SHORT_MESSAGE_URL = env("SHORT_MESSAGE_URL", default="")
SHORT_MESSAGE_METHOD = env("SHORT_MESSAGE_METHOD", default="POST")
SHORT_MESSAGE_HEADERS = env.json("SHORT_MESSAGE_HEADERS", default={"Content-Type": "application/json; charset=utf-8"})
SHORT_MESSAGE_BODY = env.json("SHORT_MESSAGE_BODY", default={"mobile": "{mobile}", "text": "{text}"})
SHORT_MESSAGE_SUCCESS = env.json("SHORT_MESSAGE_SUCCESS", default={})
SHORT_MESSAGE_TIMEOUT = env.int("SHORT_MESSAGE_TIMEOUT", default=10)

# --- mail, log ------------------------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="station@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # These two would write names, numbers and addresses into the log (ids only, design decision 8).
        "django.db.backends": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        # The broker in folders has no host, and says so at each connection.
        "kombu.connection": {"level": "ERROR"},
    },
}
