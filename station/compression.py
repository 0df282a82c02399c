"""Pages are compressed on their way out; files are not (decision 0021)."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/", "application/json", "application/atom+xml", "image/svg+xml")


class CompressionMiddleware(GZipMiddleware):
    """Django's own, with its random padding, for text alone: PDF, ZIP, XLSX and JPEG are compressed already.

    What is sent in portions (an archive, a paper from the store) keeps its length and its ranges.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(TEXT):
            return response
        return super().process_response(request, response)
