"""The verbs of stage 6: dossier and confirmation, numbers and stamping, proof-reading and handing out."""

from certificates.services.confirmation import record_confirmation, request_stamping
from certificates.services.dossier import JOB as DOSSIER_JOB
from certificates.services.dossier import dossier_findings, dossier_remarks, request_dossier, send_dossier
from certificates.services.handing_out import (
    compare,
    find_faulty,
    hand_out_certificate,
    print_register,
    proof_read,
    proof_read_many,
    register_facts,
    reprint,
    unmask,
)
from certificates.services.numbers import NumbersReport, RowAnswer, import_certificate_numbers

__all__ = [
    "DOSSIER_JOB",
    "NumbersReport",
    "RowAnswer",
    "compare",
    "dossier_findings",
    "dossier_remarks",
    "find_faulty",
    "hand_out_certificate",
    "import_certificate_numbers",
    "print_register",
    "proof_read",
    "proof_read_many",
    "record_confirmation",
    "register_facts",
    "reprint",
    "request_dossier",
    "request_stamping",
    "send_dossier",
    "unmask",
]
