from station.models.accounts import RoleGrant, User
from station.models.catalogue import Occupation, Place, ProfileValue, Room
from station.models.deadlines import (
    CalendarLink,
    CalendarNotice,
    CalendarRevision,
    CalendarStatus,
    CalendarYear,
    ClockSetting,
    DeadlineEvent,
    NoticeDay,
    NoticeState,
    SpecialDay,
    SpecialDayKind,
    StatutoryDeadline,
)
from station.models.documents import Document, DocumentWithdrawal
from station.models.messaging import ShortMessage, VerificationCode
from station.models.records import AuditEntry, AuditPersonal, ChainHead, Counter
from station.models.work import DeliveryState, EmailDelivery, Job, Notification

__all__ = [
    "AuditEntry",
    "AuditPersonal",
    "CalendarLink",
    "CalendarNotice",
    "CalendarRevision",
    "CalendarStatus",
    "CalendarYear",
    "ChainHead",
    "ClockSetting",
    "Counter",
    "DeadlineEvent",
    "DeliveryState",
    "Document",
    "DocumentWithdrawal",
    "EmailDelivery",
    "Job",
    "NoticeDay",
    "NoticeState",
    "Notification",
    "Occupation",
    "Place",
    "ProfileValue",
    "RoleGrant",
    "Room",
    "ShortMessage",
    "SpecialDay",
    "SpecialDayKind",
    "StatutoryDeadline",
    "User",
    "VerificationCode",
]
