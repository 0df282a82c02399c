"""The papers of stage 1, declared to the ground floor. Announcements are public: anybody may read them."""

from collections.abc import Callable, Mapping
from typing import Any

from station import documents
from station.documents import DocumentKind, Imprint, Rendered
from station.models import Document, User
from station.refusals import ALLOWED, Decision


def anybody(user: User, document: Document) -> Decision:
    return ALLOWED


def _drawn_by(layout: str) -> Callable[[Mapping[str, Any], Imprint], Rendered]:
    def render(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
        from announcements import pdf

        return getattr(pdf, layout)(facts, imprint)

    return render


def _public(key: str, title: str, clause: str) -> DocumentKind:
    return documents.register(
        DocumentKind(
            key=key, title=title, series="GG", render=_drawn_by(key), clause=clause, may_read=anybody, public=True
        )
    )


ANNUAL = _public("annual_announcement", "年度鉴定公告", "R1.1")
ASSESSMENT = _public("assessment_announcement", "鉴定公告", "R1.2")
SUPPLEMENT = _public("supplement", "补充公告", "R1.1")
