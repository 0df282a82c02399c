from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from station import audit, clock, documents
from station.access import public, signed_in
from station.models import Document


@public
@require_GET
def document_verify(request: HttpRequest, code: str) -> HttpResponse:
    """Where a paper's QR code leads: what the paper is and whether it still stands. Says nothing personal."""
    verified = documents.verify_code(code)
    status = 200 if verified else 404
    return render(request, "station/public/document_verify.html", {"paper": verified, "code": code}, status=status)


@public
@require_GET
def document_lookup(request: HttpRequest) -> HttpResponse:
    """The same by typing the code."""
    code = "".join(request.GET.get("code", "").split()).upper()
    paper = documents.verify_code(code) if code else None
    return render(request, "station/public/document_verify.html", {"paper": paper, "code": code, "asked": bool(code)})


@signed_in
def document_download(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The stored bytes, for those whom the kind of paper is open to. Each reading is on record."""
    document = get_object_or_404(Document, public_id=public_id)
    kind = documents.kind_of(document)
    decision = kind.may_read(request.user, document)
    if not decision:
        if not request.user.is_station_staff:
            raise Http404
        decision.require()
    audit.record_alone(
        verb="document.read",
        actor=request.user,
        obj=document,
        now=clock.now(),
        scope=document.scope,
        facts={"serial": document.serial},
    )
    return _file_response(document, as_attachment=request.GET.get("save") == "1")


@public
def public_document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Papers meant for the notice board need no account."""
    document = get_object_or_404(Document, public_id=public_id)
    if not documents.kind_of(document).public:
        raise Http404
    return _file_response(document, as_attachment=False)


def _file_response(document: Document, *, as_attachment: bool) -> FileResponse:
    extension = documents.EXTENSIONS.get(document.mime, "bin")
    inline = document.mime == documents.PDF and not as_attachment
    return FileResponse(
        document.file.open("rb"),
        as_attachment=not inline,
        filename=f"{document.title}.{extension}",
        content_type=document.mime,
    )
