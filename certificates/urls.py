from django.urls import include, path

from certificates.views import candidate, handing_out, proofreading, public, staff

app_name = "certificates"

batch_urls = [
    path("", staff.assessment_certificates, name="assessment_certificates"),
    path("dossier/", staff.dossier_send, name="dossier_send"),
    path("confirmation/", staff.confirmation_record, name="confirmation_record"),
    path("stamping/", staff.stamping_request, name="stamping_request"),
    path("numbers/", staff.number_import, name="number_import"),
    path("list/", proofreading.certificate_list, name="certificate_list"),
    path("proof-read/", proofreading.chosen_proof_read, name="chosen_proof_read"),
    path("register/", handing_out.register_print, name="register_print"),
]
certificate_urls = [
    path("", proofreading.certificate_detail, name="certificate_detail"),
    path("proof-read/", proofreading.certificate_proof_read, name="certificate_proof_read"),
    path("faulty/", proofreading.certificate_find_faulty, name="certificate_find_faulty"),
    path("reprint/", proofreading.certificate_reprint, name="certificate_reprint"),
    path("identity/", proofreading.certificate_unmask, name="certificate_unmask"),
]
urlpatterns = [
    path("certificates/", public.certificate_lookup, name="certificate_lookup"),
    path("my/certificates/", candidate.candidate_certificates, name="candidate_certificates"),
    path("desk/certificates/", staff.assessment_list, name="assessment_list"),
    path("desk/certificates/hand-out/", handing_out.hand_out_desk, name="hand_out_desk"),
    path("desk/certificates/hand-out/<uuid:public_id>/", handing_out.certificate_hand_out, name="certificate_hand_out"),
    path("desk/certificates/<uuid:public_id>/", include(batch_urls)),
    path("desk/certificates/one/<uuid:public_id>/", include(certificate_urls)),
]
