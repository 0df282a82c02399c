"""A registration at the counter, whole or not at all: the change of name, the entry, the submission (R2.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from announcements.models import Offering
from registration.enums import Channel
from registration.models import Application
from registration.rules import PersonFacts
from registration.services.applications import enter_application, submit_application
from registration.services.candidates import find_by_identity, require_person
from registration.services.names import change_name
from station.models import User
from station.verbs import verb


@dataclass(frozen=True)
class NameProof:
    """On which paper the person's other name is taken over."""

    words: str
    content: bytes | None = None
    acknowledged: bool = False


@verb
def register_at_counter(
    *,
    offering: Offering,
    person: PersonFacts,
    subjects: Mapping[str, str] | None,
    declared: bool,
    actor: User,
    now: datetime,
    renamed_by: NameProof | None = None,
) -> Application:
    """Submitted where the applicant has signed the promise, else kept as a draft.

    What is refused leaves nothing behind, so that the form can simply be sent again.
    """
    if renamed_by is not None:
        number = require_person(person, now=now, what="不能登记更名").identity_number
        if known := find_by_identity(number):
            change_name(
                candidate=known,
                name=person.name,
                proof=renamed_by.words,
                content=renamed_by.content,
                acknowledged=renamed_by.acknowledged,
                actor=actor,
                now=now,
            )
    application = enter_application(
        offering=offering, person=person, channel=Channel.COUNTER, actor=actor, now=now, subjects=subjects
    )
    if declared:
        submit_application(application=application, actor=actor, now=now)
    return application
