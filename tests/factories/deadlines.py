"""A registry of the tests, and assessments by the hundred: what the deadlines of a great station are made of."""

from datetime import date
from typing import Any

import pytest

from announcements.models import Assessment
from station import clock, stages
from station.deadlines import Deadline
from station.enums import Category
from station.identifiers import new_public_id


class Watched:
    """As much of an assessment as the ground floor knows."""

    def __init__(self) -> None:
        self.public_id = new_public_id()

    def __str__(self) -> str:
        return "秋季鉴定"


class Registry:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.declared: dict[Any, tuple[Deadline, ...]] = {}
        monkeypatch.setattr(stages, "assessments_under_way", lambda now: iter(self.declared))
        monkeypatch.setattr(stages, "deadlines", lambda assessment, working: list(self.declared[assessment]))
        monkeypatch.setattr(stages, "assessments_of", self._found)

    def _found(self, scopes: Any) -> dict[str, Any]:
        return {str(item.public_id): item for item in self.declared if str(item.public_id) in scopes}

    def add(self, *deadlines: Deadline) -> Watched:
        assessment = Watched()
        self.declared[assessment] = deadlines
        return assessment


def rounds(number: int, name: str, **values: Any) -> list[Assessment]:
    """Rows as the verbs leave them: announced, far off, but for what `values` say. `officer` and `place` are needed."""
    officer, place = values.pop("officer"), values.pop("place")
    usual: dict[str, Any] = {
        "category": Category.ORDINARY,
        "exam_date": date(2026, 12, 12),
        "registration_from": clock.at(date(2026, 10, 8), 8),
        "registration_until": clock.end_of(date(2026, 10, 30)),
        "announced_at": clock.at(date(2026, 8, 3), 9),
        **values,
    }
    return Assessment.objects.bulk_create(
        Assessment(
            code=f"{name}-{index:04d}",
            title=f"{name}第{index}次职业技能鉴定",
            exam_until=usual["exam_date"],
            place=place,
            created_by=officer,
            created_at=clock.at(date(2026, 7, 1), 9),
            **usual,
        )
        for index in range(number)
    )
