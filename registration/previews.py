"""A roster between the look at it and its import: kept privately, named in the sender's own session, one at a time."""

import hashlib
import json
from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase

from registration.roster.judging import Judgement, judgement_from_json
from registration.services import ImportReport, files

KEY = "roster_preview"


@dataclass(frozen=True)
class Preview:
    content: bytes
    file_name: str
    stored: str
    people: int


def keep_verdicts(folder: str, mark: str, report: ImportReport) -> None:
    """What was found when the file came in, so that leafing through ten thousand rows does not judge them anew.

    A snapshot: the import judges again, under its locks.
    """
    discard_verdicts(folder, mark)
    said = report.as_json() | {"sheet": report.table.sheet}
    files.keep(folder, json.dumps(said, ensure_ascii=False).encode(), mark, "json")


def verdicts_of(folder: str, mark: str) -> tuple[Judgement, str] | None:
    """The verdicts and the sheet they were found on."""
    try:
        said = json.loads(files.read(_verdicts(folder, mark)))
    except FileNotFoundError:
        return None
    return judgement_from_json(said), said["sheet"]


def discard_verdicts(folder: str, mark: str) -> None:
    files.discard(_verdicts(folder, mark))


def _verdicts(folder: str, mark: str) -> str:
    return f"{folder}/{mark[:2]}/{mark}.json"


def keep_preview(session: SessionBase, *, content: bytes, file_name: str, assessment: str, people: int) -> None:
    """Replaces the last one. The name carries the session's own mark, so that nobody's preview discards another's."""
    discard_preview(session)
    mark = hashlib.sha256(f"{session.session_key}:{assessment}".encode() + content).hexdigest()
    name = files.keep("previews", content, mark, "bin")
    session[KEY] = {"file": name, "file_name": file_name[-200:], "assessment": assessment, "people": people}


def preview_of(session: SessionBase, assessment: str) -> Preview | None:
    """What this session looked at last, if it was for this assessment."""
    kept = session.get(KEY)
    if not kept or kept["assessment"] != assessment:
        return None
    try:
        return Preview(files.read(kept["file"]), kept["file_name"], kept["file"], kept["people"])
    except FileNotFoundError:
        return None


def hand_over_preview(session: SessionBase) -> None:
    """The file now belongs to the job that imports it."""
    session.pop(KEY, None)


def discard_preview(session: SessionBase) -> None:
    kept = session.pop(KEY, None)
    if kept:
        files.discard(kept["file"])
