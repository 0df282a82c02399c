"""Who may open which page of stage 6: URL name → (audience, roles)."""

from station.enums import Role

DESK = {Role.CERTIFICATE_OFFICER}
READERS = {Role.CERTIFICATE_OFFICER, Role.DIRECTOR, Role.EXAM_AFFAIRS_OFFICER, Role.AUDITOR}

ACCESS = {
    "certificates:certificate_lookup": ("public", set()),
    "certificates:candidate_certificates": ("candidate", {Role.CANDIDATE}),
    "certificates:assessment_list": ("staff", READERS),
    "certificates:assessment_certificates": ("staff", READERS),
    "certificates:dossier_send": ("staff", DESK),
    "certificates:confirmation_record": ("staff", DESK),
    "certificates:stamping_request": ("staff", DESK),
    "certificates:number_import": ("staff", DESK),
    "certificates:certificate_list": ("staff", READERS),
    "certificates:chosen_proof_read": ("staff", DESK),
    "certificates:register_print": ("staff", DESK),
    "certificates:certificate_detail": ("staff", READERS),
    "certificates:certificate_proof_read": ("staff", DESK),
    "certificates:certificate_find_faulty": ("staff", DESK),
    "certificates:certificate_reprint": ("staff", DESK),
    "certificates:certificate_unmask": ("staff", DESK),
    "certificates:certificate_hand_out": ("staff", DESK),
    "certificates:hand_out_desk": ("staff", DESK),
}
