"""Candidates sign in with the number of their identity document; staff with their user name, as Django has it."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from registration.models import Candidate
from registration.roster.normalising import clean_document_number
from registration.services.candidates import identity_index
from station.models import User

FEWEST_DIGITS = 5
LONGEST = 150  # of a user name


class IdentityNumberBackend(ModelBackend):
    """Finds the account by the blind index of the number; takes as long where there is none (no enumeration)."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        number = number_typed(username)
        if not number or password is None:
            return None
        candidate = _holder(number)
        if candidate is None:
            User().set_password(password)
            return None
        user = candidate.user
        if user and user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None


def number_typed(username: str | None) -> str:
    """What may be the number of a document, normalised; "" for a plain user name."""
    number = clean_document_number(username or "")
    return number if sum(char.isdigit() for char in number) >= FEWEST_DIGITS else ""


def _holder(number: str) -> Candidate | None:
    found = Candidate.objects.select_related("user").filter(identity_index=identity_index(number))
    return found.filter(user__isnull=False).first()


def attempt_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Under which name failed log-ins are counted: never the identity number itself, which is kept encrypted only.

    A number that has an account counts under the account's drawn user name, so that a success clears the count.
    """
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    typed = str(typed).replace("\0", "")[:LONGEST]  # nobody's name, but it is written down as typed
    number = number_typed(typed)
    if not number or User.objects.filter(username=typed).exists():
        return typed
    candidate = _holder(number)
    if candidate and candidate.user:
        return candidate.user.username
    return f"identity:{identity_index(number)[:40]}"
