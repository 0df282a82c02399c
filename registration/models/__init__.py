from registration.models.applications import Application, ApplicationSubject, Material, Sighting
from registration.models.candidates import Candidate, Consent, Photo
from registration.models.closing import RegistrationClosing
from registration.models.fees import Charge, ChargeLine, FeeItem, FeeStandard, Payment, Receipt, ReceiptBook
from registration.models.imports import ImportBatch, ImportedRow

__all__ = [
    "Application",
    "ApplicationSubject",
    "Candidate",
    "Charge",
    "ChargeLine",
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
    "RegistrationClosing",
    "Sighting",
]
