from registration.models.applications import Application, ApplicationSubject, Material, Sighting
from registration.models.candidates import (
    Candidate,
    Consent,
    LikenessDecision,
    NameChange,
    Photo,
    PhotoProfile,
    PhotoRendition,
)
from registration.models.closing import RegistrationClosing
from registration.models.fees import Charge, ChargeLine, FeeItem, FeeStandard, Payment, Receipt, ReceiptBook, Refund
from registration.models.imports import ColumnMeaning, ImportBatch, ImportedRow, PreparedFile, RosterCheck
from registration.models.supplements import Acknowledgement, SupplementNotice

__all__ = [
    "Acknowledgement",
    "Application",
    "ApplicationSubject",
    "Candidate",
    "Charge",
    "ChargeLine",
    "ColumnMeaning",
    "Consent",
    "FeeItem",
    "FeeStandard",
    "ImportBatch",
    "ImportedRow",
    "LikenessDecision",
    "Material",
    "NameChange",
    "Payment",
    "Photo",
    "PhotoProfile",
    "PhotoRendition",
    "PreparedFile",
    "Receipt",
    "ReceiptBook",
    "Refund",
    "RegistrationClosing",
    "RosterCheck",
    "Sighting",
    "SupplementNotice",
]
