"""A password that others can read off a roster is none."""

from typing import Any

from django.core.exceptions import ValidationError

from registration.models import Candidate


class OwnNumbersValidator:
    """Refuses a password that holds the account holder's identity number or mobile number."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        person = Candidate.objects.filter(user=user).first()
        if person and any(number and number in password.upper() for number in (person.identity_number, person.mobile)):
            raise ValidationError(self.get_help_text(), code="password_holds_own_number")

    def get_help_text(self) -> str:
        return "密码中不能含证件号码或手机号码，请换一个。"
