"""Style sheets as they are written, Bootstrap whole: for a page under work, and for tests that need nothing built."""

from config.settings.base import BASE_DIR, NODE_DIR

STATICFILES_DIRS = [BASE_DIR / "static", ("vendor/bootstrap", NODE_DIR / "bootstrap" / "dist")]
STYLE_SHEETS = ["vendor/bootstrap/css/bootstrap.min.css", "css/theme.css"]
