"""The station's three secrets: how they are made, how they are read, and what is said when one is missing.

SECRET_KEY signs cookies; FIELD_KEY (32 bytes) encrypts identity numbers; INDEX_KEY keys the index that
finds them. They come from the environment and never stand in the database (design, decision 8).
"""

import base64
import binascii
import os
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32


def new_keys() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEY": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
        "INDEX_KEY": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
    }


def ensure_local_keys(path: Path) -> None:
    """Write keys of its own for a development or demo station, once. Whoever comes second keeps the first one's."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{name}={value}\n" for name, value in new_keys().items())
    handle, draft = tempfile.mkstemp(dir=path.parent)  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("# Keys of this development station. What they encrypted is lost with them.\n" + lines)
        os.link(draft, path)  # fails when another process was faster, unlike a rename
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)


def require_full_length(name: str, value: str) -> None:
    """Settings keep the key as base64 text; here only its length is judged."""
    try:
        raw = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ImproperlyConfigured(f"{name} is not base64. Make one with: openssl rand -base64 {KEY_BYTES}") from error
    if len(raw) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name} holds {len(raw)} bytes, {KEY_BYTES} are needed (base64 of them).")


def require_keys(values: dict[str, str]) -> None:
    missing = sorted(name for name, value in values.items() if not value)
    if missing:
        raise ImproperlyConfigured(
            f"{', '.join(missing)} must be set in the environment: production never makes up keys of its own. "
            "See “Production” in README.md."
        )
