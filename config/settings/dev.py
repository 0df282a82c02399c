"""One machine, nothing installed: SQLite, folders as broker, a demo station, a clock that can be moved."""

from pathlib import Path

import environ

from config.keys import ensure_local_keys

_LOCAL_ENV = Path(environ.Env()("VAR_DIR", default=str(Path(__file__).resolve().parents[2] / "var"))) / "local.env"
ensure_local_keys(_LOCAL_ENV)
environ.Env.read_env(_LOCAL_ENV)  # what the environment says already is kept

from config.settings.base import *  # noqa: E402, F403 -- the keys have to stand in the environment first
from config.settings.base import STORAGES, VAR_DIR, env  # noqa: E402

DEBUG = env.bool("DEBUG", default=True)
DEMO_MODE = env.bool("DEMO_MODE", default=True)
CLOCK_MOVABLE = True
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
# A demonstration shows each code on the page that asks for it; whoever develops reads it in the console.
SHORT_MESSAGE_GATEWAY = env("SHORT_MESSAGE_GATEWAY", default="console" if DEBUG else "file")

if DEBUG:
    # Pages under work read static/ as it is; `make run` serves the collected, hashed and compressed files.
    from config.settings.sources import STATICFILES_DIRS, STYLE_SHEETS  # noqa: F401

    STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True
