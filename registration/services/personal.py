"""Reading what is personal is an act of its own, on record (design decision 8)."""

from datetime import datetime

from registration import policies
from registration.models import Application
from station import audit
from station.models import User
from station.verbs import verb

audit.register_verbs({"identity.unmask": "查看完整证件号码", "mobile.unmask": "查看完整手机号码"})


@verb
def unmask_identity(*, application: Application, actor: User, now: datetime) -> str:
    """The whole identity number, shown once; who looked and when stays on record."""
    policies.can_unmask(actor, application).require()
    audit.record(verb="identity.unmask", actor=actor, obj=application, now=now)
    return application.candidate.identity_number


@verb
def unmask_mobile(*, application: Application, actor: User, now: datetime) -> str:
    """The whole mobile number, to ring somebody up; who looked and when stays on record."""
    policies.can_call(actor, application).require()
    audit.record(verb="mobile.unmask", actor=actor, obj=application, now=now)
    return application.candidate.mobile
