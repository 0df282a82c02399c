"""The papers of stage 1, declared to the ground floor. Announcements are public: anybody may read them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse

from announcements.selectors import published_supplements
from station import documents
from station.documents import DocumentKind, Imprint, Later, Rendered
from station.models import Document, User
from station.refusals import ALLOWED, Decision


def anybody(user: User, document: Document) -> Decision:
    return ALLOWED


def supplements_beside(document: Document) -> Later | None:
    """R1.2: an announcement is never changed; who holds it on paper must know of the supplements beside it."""
    announcement = document.announcement
    original = announcement.amends or announcement
    others = published_supplements(original).exclude(pk=announcement.pk).count()
    if not others:
        return None
    url = reverse("announcements:announcement_detail", args=[original.public_id])
    return Later(f"本公告{'另' if announcement.amends else ''}有 {others} 份补充公告，以现行内容为准。", url)


def _drawn_by(layout: str) -> Callable[[Mapping[str, Any], Imprint], Rendered]:
    def render(facts: Mapping[str, Any], imprint: Imprint) -> Rendered:
        from announcements import pdf

        return getattr(pdf, layout)(facts, imprint)

    return render


def _public(key: str, title: str, clause: str) -> DocumentKind:
    return documents.register(
        DocumentKind(
            key=key,
            title=title,
            series="GG",
            render=_drawn_by(key),
            clause=clause,
            may_read=anybody,
            public=True,
            later=supplements_beside,
        )
    )


ANNUAL = _public("annual_announcement", "年度鉴定公告", "R1.1")
ASSESSMENT = _public("assessment_announcement", "鉴定公告", "R1.2")
SUPPLEMENT = _public("supplement", "补充公告", "R1.1")
