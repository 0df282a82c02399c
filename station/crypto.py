"""Personal values at rest: AES-GCM fields and a keyed index for exact look-up.

The keys live in the environment (FIELD_KEY, INDEX_KEY), never in the database: identity numbers have so little
entropy that an index without a secret key could be undone by counting.
"""

import base64
import hashlib
import hmac
import json
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_PREFIX = "v1."

# What `decrypt` raises when a value was changed, or written with another key.
UNREADABLE = (InvalidTag, ValueError)
UNREADABLE_PROBLEM = "内容读不出来：已被改动，或当前的 FIELD_KEY 不是写入时的密钥"


@lru_cache(maxsize=4)
def _cipher(key: str) -> AESGCM:
    return AESGCM(base64.b64decode(key))


def encrypt(text: str, purpose: str) -> str:
    nonce = os.urandom(12)
    sealed = _cipher(settings.FIELD_KEY).encrypt(nonce, text.encode(), purpose.encode())
    return _PREFIX + base64.b64encode(nonce + sealed).decode()


def decrypt(token: str, purpose: str) -> str:
    raw = base64.b64decode(token.removeprefix(_PREFIX))
    return _cipher(settings.FIELD_KEY).decrypt(raw[:12], raw[12:], purpose.encode()).decode()


def blind_index(value: str, purpose: str) -> str:
    """Keyed digest of a normalised value: equal values can be found, nothing can be read back."""
    key = base64.b64decode(settings.INDEX_KEY)
    return hmac.new(key, f"{purpose}\x00{value}".encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """Text that the database only holds encrypted. Can't be filtered on: pair it with a `blind_index` column."""

    @property
    def _purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: Any) -> Any:
        if value is None or value == "":
            return value
        return encrypt(str(value), self._purpose)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None or value == "":
            return value
        return decrypt(value, self._purpose)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in ("isnull",):
            raise TypeError("Encrypted fields cannot be filtered; use the blind index column.")
        return super().get_lookup(lookup_name)


class EncryptedJSONField(EncryptedTextField):
    # For the type checker: holds whatever JSON can, not the text it is kept as.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else super().get_prep_value(json.dumps(value, ensure_ascii=False, sort_keys=True))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        text = super().from_db_value(value, expression, connection)
        return json.loads(text) if text else text

    def to_python(self, value: Any) -> Any:
        return value


def mask_identity(number: str) -> str:
    """370102********1234; shorter numbers keep a quarter at each end."""
    if len(number) == 18:
        return f"{number[:6]}********{number[-4:]}"
    keep = max(1, len(number) // 4)
    return number[:keep] + "*" * (len(number) - 2 * keep) + number[-keep:] if len(number) > 2 else "*" * len(number)


def mask_mobile(number: str) -> str:
    return f"{number[:3]}****{number[-4:]}" if len(number) == 11 else mask_identity(number)
