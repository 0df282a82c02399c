from station.models.accounts import RoleGrant, User
from station.models.catalogue import Occupation, Place, ProfileValue, Room
from station.models.deadlines import CalendarRevision, CalendarYear, ClockSetting, SpecialDay
from station.models.documents import Document, DocumentWithdrawal
from station.models.records import AuditEntry, AuditPersonal, ChainHead, Counter
from station.models.work import EmailDelivery, Job, Notification

__all__ = [
    "AuditEntry",
    "AuditPersonal",
    "CalendarRevision",
    "CalendarYear",
    "ChainHead",
    "ClockSetting",
    "Counter",
    "Document",
    "DocumentWithdrawal",
    "EmailDelivery",
    "Job",
    "Notification",
    "Occupation",
    "Place",
    "ProfileValue",
    "RoleGrant",
    "Room",
    "SpecialDay",
    "User",
]
