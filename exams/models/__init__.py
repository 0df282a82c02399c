from exams.models.custody import CustodyEntry, PaperBag
from exams.models.day import Briefing, BriefingAttendance, CheckIn, Incident, RoomOpening
from exams.models.preparation import AdmissionTicket, ExamNotice, PreparationItem, TicketHandOut, TicketIssue
from exams.models.scores import MarkingCode, ResultRelease, Score, ScoreEntry

__all__ = [
    "AdmissionTicket",
    "Briefing",
    "BriefingAttendance",
    "CheckIn",
    "CustodyEntry",
    "ExamNotice",
    "Incident",
    "MarkingCode",
    "PaperBag",
    "PreparationItem",
    "ResultRelease",
    "RoomOpening",
    "Score",
    "ScoreEntry",
    "TicketHandOut",
    "TicketIssue",
]
