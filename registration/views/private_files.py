"""A private file on its way to a browser that may have it: shown, never run, never kept (R2.4)."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.http import content_disposition_header

from registration.uploads import PDF

# Nothing in a picture runs, loads or frames anything. A PDF keeps the house's own policy: a browser's reader does not
# open in a sandbox.
_PICTURE_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


def private_file(file: FieldFile, mime: str, name: str) -> FileResponse:
    """`name` says what it is, never whose."""
    try:
        opened = file.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(opened, content_type=mime)
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    if mime != PDF:
        response["Content-Security-Policy"] = _PICTURE_POLICY
    return response
