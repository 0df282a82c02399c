"""Mail into files, as in development; while a file named "hang" lies in the station's folder, sending never ends."""

import time
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend


class HangingBackend(EmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        while (settings.VAR_DIR / "hang").exists():
            (settings.VAR_DIR / "hanging").touch()
            time.sleep(0.05)
        return super().send_messages(email_messages)
