"""What a state looks like: one tone and one icon per word, from here and from nowhere else.

The words themselves stand beside each enum; a state is always shown as word + icon + colour (look.md).
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

TONES = ("quiet", "action", "done", "attention", "seal")


class UnknownLook(LookupError):
    """A tone, a state or a size that the house does not have. Loud while developing and in tests."""


@dataclass(frozen=True)
class Look:
    tone: str
    icon: str

    def __post_init__(self) -> None:
        known_tone(self.tone)


def known_tone(tone: str) -> str:
    if tone not in TONES:
        raise UnknownLook(f"tone {tone!r}; the house has {', '.join(TONES)}")
    return tone


WAITING = Look("quiet", "circle")
WRITING = Look("quiet", "pencil")
UNDER_WAY = Look("action", "arrow-right-circle")
IN_HAND = Look("attention", "hourglass-split")
AGREED = Look("action", "check2")
COMPLETE = Look("done", "check-circle-fill")
HELD_UP = Look("attention", "exclamation-triangle-fill")
REFUSED = Look("seal", "x-circle-fill")
SENT_BACK = Look("attention", "arrow-counterclockwise")
GONE = Look("quiet", "slash-circle")

# Value of the state → look. Where one value means different things in two models, the key is "model.value".
STATE_LOOKS: dict[str, Look] = {
    # the six stages
    "not_begun": WAITING,
    "open": UNDER_WAY,
    "blocked": HELD_UP,
    "done": COMPLETE,
    # people like each other
    "different": COMPLETE,
    "same": HELD_UP,
    # jobs
    "queued": WAITING,
    "running": UNDER_WAY,
    "failed": REFUSED,
    # announcements and plans
    "draft": WRITING,
    "in_review": IN_HAND,
    "reviewed": IN_HAND,
    "approved": COMPLETE,
    "announcement.approved": AGREED,
    "published": Look("done", "megaphone-fill"),
    "superseded": GONE,
    "discarded": GONE,
    # the State Council's notices
    "proposed": IN_HAND,
    "provisional": IN_HAND,
    "agreed": AGREED,
    # what a supplement does
    "addition": Look("quiet", "plus-circle"),
    "correction": Look("attention", "pencil-square"),
    "rescheduling": Look("attention", "calendar-event"),
    "postponement": Look("attention", "calendar-plus"),
    "withdrawal": REFUSED,
    # applications
    "submitted": IN_HAND,
    "returned": SENT_BACK,
    "refused": REFUSED,
    "accepted": AGREED,
    "paid": COMPLETE,
    "withdrawn": GONE,
    "cancelled": REFUSED,
    # deadlines and the e-mails about them
    "deadline_open": WAITING,
    "deadline_met": COMPLETE,
    "deadline_late": HELD_UP,
    "deadline_missed": REFUSED,
    "deadline_overtaken": HELD_UP,
    "deadline_ended": GONE,
    "delivery_waiting": WAITING,
    "delivery_sending": IN_HAND,
    "delivery_sent": COMPLETE,
    "delivery_failed": REFUSED,
    "delivery_uncertain": HELD_UP,
    # rows of an import
    "importedrow.accepted": COMPLETE,
    "rejected": REFUSED,
    "duplicate": HELD_UP,
    # money that goes back
    "due": IN_HAND,
    # the filing and the centre's answer
    "built": WRITING,
    "filed": COMPLETE,
    "partly": HELD_UP,
    # bags of papers
    "awaited": WAITING,
    "stored": Look("action", "safe"),
    "at_office": Look("action", "building"),
    "in_room": Look("action", "door-open"),
    "opened": Look("attention", "envelope-open"),
    "resealed": Look("action", "envelope-check"),
    "paperbag.returned": COMPLETE,
    "marking": IN_HAND,
    # the day and the scores
    "admitted": COMPLETE,
    "normal": COMPLETE,
    "absent": GONE,
    "misconduct": REFUSED,
    "void": GONE,
    # certificates
    "confirmed": COMPLETE,
    "registered": IN_HAND,
    "faulty": HELD_UP,
    "proof_read": AGREED,
    "handed_out": COMPLETE,
    # a candidate's steps
    "upcoming": WAITING,
    "current": UNDER_WAY,
    "missed": REFUSED,
}

NEUTRAL = Look("quiet", "dot")


def strict() -> bool:
    """Production shows an unknown state in neutral dress rather than lose the page; everywhere else it is an error."""
    return getattr(settings, "LOOK_STRICT", settings.DEBUG)


def state_look(value: object, *, model: str = "") -> Look:
    for key in (f"{model}.{value}", f"{value}"):
        if key in STATE_LOOKS:
            return STATE_LOOKS[key]
    if strict():
        raise UnknownLook(f"state {value!r} of {model or 'nothing'} has no look: add it to station.look.STATE_LOOKS")
    return NEUTRAL


def urgency_tone(working_days: int, due: date, today: date) -> str:
    """Overdue is red; the last three working days want attention; before that it is calm."""
    if due < today:
        return "seal"
    return "attention" if working_days <= 3 else "quiet"
