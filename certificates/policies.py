"""Who sees which certificates: the desk and its readers all of them, a candidate their own."""

from django.db.models import QuerySet

from certificates import selectors
from certificates.acts import READERS
from certificates.models import Certificate
from station.models import User
from station.refusals import ALLOWED, Decision, denied


def visible_to(user: User) -> QuerySet[Certificate]:
    rows = selectors.certificates()
    return (
        rows if user.has_role(*READERS) else rows.filter(pk__in=selectors.certificates_of_candidate(user).values("pk"))
    )


def can_view(user: User, certificate: Certificate) -> Decision:
    if visible_to(user).filter(pk=certificate.pk).exists():
        return ALLOWED
    return denied("这本证书不归您办理", "R6.3")
