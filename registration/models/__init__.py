from registration.models.applications import Application, ApplicationSubject, Material, Sighting
from registration.models.candidates import Candidate, Consent, Photo
from registration.models.closing import RegistrationClosing
from registration.models.fees import Charge, ChargeLine, FeeItem, FeeStandard, Payment, Receipt, ReceiptBook, Refund
from registration.models.imports import ColumnMeaning, ImportBatch, ImportedRow
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
    "Material",
    "Payment",
    "Photo",
    "Receipt",
    "ReceiptBook",
    "Refund",
    "RegistrationClosing",
    "Sighting",
    "SupplementNotice",
]
