"""Fixed keys, a fast password hasher, jobs at once, a database of its own for each process."""

import atexit
import base64
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "test-only-" + "k" * 50)
os.environ.setdefault("FIELD_KEY", base64.b64encode(b"field-key-for-tests-only-32bytes").decode())
os.environ.setdefault("INDEX_KEY", base64.b64encode(b"index-key-for-tests-only-32bytes").decode())
_SCRATCH = Path(tempfile.gettempdir()) / f"assessment-station-test-{os.getpid()}"
os.environ["VAR_DIR"] = str(_SCRATCH)  # also for the commands that a test starts
atexit.register(shutil.rmtree, _SCRATCH, ignore_errors=True)

from config.settings.base import *  # noqa: E402, F403 -- the keys have to stand in the environment first
from config.settings.base import DATABASES, STORAGES  # noqa: E402
from config.settings.sources import STATICFILES_DIRS, STYLE_SHEETS  # noqa: E402, F401

DEMO_MODE = False
CLOCK_MOVABLE = True
LOOK_STRICT = True  # a state, a tone or an icon that the house does not have is an error, not a grey badge
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SHORT_MESSAGE_GATEWAY = "file"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: the live server of the journeys answers in several threads, each with its own connection.
    DATABASES["default"]["TEST"] = {"NAME": str(_SCRATCH / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"] |= {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"}
