"""A station in production: keys only from the environment, HTTPS only, no demo, no movable clock."""

from django.core.exceptions import ImproperlyConfigured

from config.keys import require_full_length, require_keys
from config.settings.base import *  # noqa: F403
from config.settings.base import ALLOWED_HOSTS, FIELD_KEY, INDEX_KEY, SECRET_KEY, SHORT_MESSAGE_URL, env

DEBUG = False
DEMO_MODE = env.bool("DEMO_MODE", default=False)
CLOCK_MOVABLE = False

require_keys(
    {
        "SECRET_KEY": SECRET_KEY,
        "FIELD_KEY": FIELD_KEY,
        "INDEX_KEY": INDEX_KEY,
        "ALLOWED_HOSTS": ",".join(ALLOWED_HOSTS),
    }
)
require_full_length("FIELD_KEY", FIELD_KEY)
require_full_length("INDEX_KEY", INDEX_KEY)

# Codes are secrets: they are never printed into a log. "file" is for trying out a restored station.
SHORT_MESSAGE_GATEWAY = env("SHORT_MESSAGE_GATEWAY", default="http")
if SHORT_MESSAGE_GATEWAY == "console":
    raise ImproperlyConfigured(
        "SHORT_MESSAGE_GATEWAY=console prints codes into the log: production takes http or file."
    )
if SHORT_MESSAGE_GATEWAY == "http":
    require_keys({"SHORT_MESSAGE_URL": SHORT_MESSAGE_URL})

PUBLIC_URL = env("PUBLIC_URL", default=f"https://{ALLOWED_HOSTS[0]}")
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
AXES_IPWARE_PROXY_COUNT = env.int("PROXY_COUNT", default=1)
