"""How much a request may bring. Known from its first line on, so that what is too large fills neither disk nor memory.

A page that takes large files says so with `takes_upload` and shows the refusal at its form (`oversized`); every other page
is bounded by `settings.UPLOAD_MAX_BYTES`, and `OversizedUploadMiddleware` answers for it.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from station.refusals import Reason, Refused

MIB = 1024 * 1024
FIELDS = MIB
"""What the other boxes of a form and the frame around its parts may take beside the file."""
HOPELESS = 1024 * MIB
"""Up to here a browser is heard out, so that it shows our answer and no broken connection; beyond, the line is cut."""
View = Callable[..., HttpResponse]


def takes_upload(most: int) -> Callable[[View], View]:
    """The page takes files up to `most` bytes, and shows at its form what is larger. The innermost decorator."""

    def decorate(view: View) -> View:
        view.upload_limit = most  # type: ignore[attr-defined]
        return view

    return decorate


def limit_of(request: HttpRequest) -> int:
    view = request.resolver_match.func if request.resolver_match else None
    return int(getattr(view, "upload_limit", settings.UPLOAD_MAX_BYTES))


def declared_size(request: HttpRequest) -> int:
    """What the sender says is coming; without it nothing is read at all."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdecimal() else 0


def is_oversized(request: HttpRequest) -> bool:
    return request.method == "POST" and declared_size(request) > limit_of(request) + FIELDS


def oversized(request: HttpRequest, *, what: str, field: str, clause: str = "R2.1") -> Refused | None:
    """The refusal for a form's file, or nothing where the request is within its bounds."""
    if not is_oversized(request):
        return None
    size, most = declared_size(request) // MIB, limit_of(request) // MIB
    text = f"文件约 {size} MB，超过 {most} MB 的上限，没有接收"
    return Refused(what, Reason(text, clause, "请压缩，或分成几个文件后分别上传。", field))


def bounded(upload: Any, most: int) -> Any:
    """One file of a form, refused at its field before it is read; several may be within what the request may bring."""
    if upload and upload.size > most:
        raise ValidationError(f"文件有 {upload.size / MIB:.1f} MB，超过 {most // MIB} MB。请压缩后重新选择。")
    return upload


class BoundedUploadHandler(FileUploadHandler):
    """First in FILE_UPLOAD_HANDLERS: of a request that is too large no file reaches the handlers after it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.request is None or not is_oversized(self.request):
            return
        if declared_size(self.request) > HOPELESS:
            raise StopUpload(connection_reset=True)
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None


class OversizedUploadMiddleware:
    """Says no, with the size and the limit, where the page has no form of its own to say it at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        if hasattr(view, "upload_limit"):
            return None
        refusal = oversized(request, what="不能接收上传的文件", field="", clause="")
        if refusal is None:
            return None
        context = {"refusal": refusal, "layout": "layouts/public.html", "back_url": request.path}
        return render(request, "refused.html", context, status=413)
