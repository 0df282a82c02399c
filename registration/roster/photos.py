"""Photographs sent as one ZIP, each matched with its person by file name and checked by content (R2.1, R2.4).

Named by identity number, by 姓名_身份证号, or by a name that only one person bears. Every file is accounted for: attached,
rejected with a reason, of nobody, or junk passed over; every person without a photograph is named.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from registration.roster.archives import MIB, Archive, ArchiveLimits, Entry
from registration.roster.normalising import clean_document_number, clean_name, clean_text
from registration.roster.pictures import PhotoProfile, Picture, check_picture

_JUNK = re.compile(r"(^|[/\\])(__MACOSX|\.|~\$|Thumbs\.db$|desktop\.ini$|ehthumbs)", re.IGNORECASE)
_PICTURE_NAMES = frozenset({
    "jpg", "jpeg", "jpe", "jfif", "png", "bmp", "gif", "webp", "heic", "heif", "tif", "tiff", "avif", "pdf", "psd", "svg",
})  # fmt: skip


_ARCHIVE_NAMES = frozenset({"zip", "rar", "7z", "gz", "tar"})
Take = Callable[[str, bytes], Picture | str]


@dataclass(frozen=True, slots=True)
class PhotoSubject:
    """Somebody who needs a photograph. `key` is the caller's own and is handed back untouched."""

    key: str
    identity_number: str
    name: str


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A photograph that fits its person; its bytes stay in the archive until `read_photos` fetches them."""

    key: str
    entry: str
    width: int
    height: int
    format: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PhotoRejected:
    """A file that is not taken, and why; `key` where its name told whose it is."""

    entry: str
    reason: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class PhotoReport:
    """`missing` are keys of people left without a photograph, those whose file was rejected among them."""

    attached: Mapping[str, PhotoFile]
    rejected: tuple[PhotoRejected, ...]
    missing: tuple[str, ...]
    unknown_person: tuple[str, ...]
    passed_over: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "attached": len(self.attached), "rejected": len(self.rejected), "missing": len(self.missing),
            "unknown_person": len(self.unknown_person),
        }  # fmt: skip


def match_photos(
    zip_file: bytes | BinaryIO,
    people: Iterable[PhotoSubject],
    *,
    profile: PhotoProfile | None = None,
    limits: ArchiveLimits | None = None,
    take: Take | None = None,
    report: Callable[[int, int, str], None] | None = None,
) -> PhotoReport:
    """Match and check every file of the ZIP. Raises `ArchiveRefused` where the ZIP as a whole may not be opened.

    `take` judges the bytes of one person's photograph, and may keep them: they are read once. Without it a photograph
    is only looked at.
    """
    wanted = profile or PhotoProfile()
    matching = _Matching(_Directory(people), wanted, take or (lambda _, data: check_picture(data, wanted)))
    with Archive(zip_file, limits) as archive:
        entries = list(archive.entries())
        for done, entry in enumerate(entries, 1):
            matching.take(archive, entry)
            if report is not None and (done % 10 == 0 or done == len(entries)):
                report(done, len(entries), "正在逐张检查照片")
    return matching.report()


def read_photos(zip_file: bytes | BinaryIO, report: PhotoReport) -> Iterator[tuple[PhotoFile, bytes]]:
    """The attached photographs one by one, as they were sent."""
    wanted = {photo.entry: photo for photo in report.attached.values()}
    with Archive(zip_file) as archive:
        for entry in archive.entries():
            if (photo := wanted.get(entry.name)) and not entry.obstacle:
                data = archive.read(entry)
                if hashlib.sha256(data).hexdigest() == photo.sha256:
                    del wanted[entry.name]
                    yield photo, data


class _Directory:
    """Finds a person by what a file is called."""

    def __init__(self, people: Iterable[PhotoSubject]) -> None:
        self.people = tuple(people)
        self.by_number = {clean_document_number(person.identity_number): person for person in self.people}
        self.by_name: defaultdict[str, list[PhotoSubject]] = defaultdict(list)
        for person in self.people:
            self.by_name[clean_name(person.name)].append(person)

    def find(self, basename: str) -> tuple[PhotoSubject | None, str]:
        """The person, or nobody and (where somebody was nearly meant) why not."""
        stem = clean_text(re.sub(r"(\.[A-Za-z]{1,5})+$", "", basename))
        tokens = [token for token in re.split(r"[\s_\-—+·.()（）,，、]+", stem) if token]
        numbers = [clean_document_number(token) for token in (stem, *tokens)]
        numbers += [number.upper() for number in re.findall(r"(?<!\d)\d{17}[\dXx](?!\d)", stem)]
        found = {self.by_number[number].key: self.by_number[number] for number in numbers if number in self.by_number}
        if len(found) > 1:
            return None, "文件名里有多名考生的证件号码，请一人一个文件"
        if found:
            person = next(iter(found.values()))
            return self._unless_named_otherwise(person, tokens)
        if any(re.fullmatch(r"\d{17}[\dX]", number) for number in numbers):
            return None, ""
        return self._by_name(stem, tokens)

    def _unless_named_otherwise(self, person: PhotoSubject, tokens: Sequence[str]) -> tuple[PhotoSubject | None, str]:
        own = clean_name(person.name)
        other = next((token for token in map(clean_name, tokens) if token in self.by_name and token != own), None)
        if other and own not in map(clean_name, tokens):
            return None, f"文件名中的姓名“{other}”与该证件号码的考生“{person.name}”不一致，请核对照片是谁的"
        return person, ""

    def _by_name(self, stem: str, tokens: Sequence[str]) -> tuple[PhotoSubject | None, str]:
        for name in dict.fromkeys(map(clean_name, (stem, *tokens))):
            bearers = self.by_name.get(name, [])
            if len(bearers) > 1:
                return None, f"名单中有 {len(bearers)} 名考生叫“{name}”，请改用证件号码命名"
            if bearers:
                return bearers[0], ""
        return None, ""


@dataclass(slots=True)
class _Matching:
    """The state of one pass over the archive."""

    directory: _Directory
    profile: PhotoProfile
    judge: Take
    attached: dict[str, PhotoFile] = field(default_factory=dict)
    rejected: list[PhotoRejected] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    def take(self, archive: Archive, entry: Entry) -> None:
        if entry.obstacle:
            self.rejected.append(PhotoRejected(entry.name, f"{entry.obstacle}。请重新压缩。"))
            return
        if _JUNK.search(entry.name):
            self.passed_over.append(entry.name)
            return
        extension = entry.basename.rpartition(".")[2].lower() if "." in entry.basename else ""
        if extension in _ARCHIVE_NAMES:
            reason = "是压缩包里的压缩包，没有打开。请先解压，把照片直接放在一个压缩包里。"
            self.rejected.append(PhotoRejected(entry.name, reason))
            return
        if extension and extension not in _PICTURE_NAMES:
            self.passed_over.append(entry.name)
            return
        person, doubt = self.directory.find(entry.basename)
        if doubt:
            self.rejected.append(PhotoRejected(entry.name, f"{doubt}。"))
        elif person is None:
            self.unknown.append(entry.name)
        else:
            self._check(archive, entry, person)

    def _check(self, archive: Archive, entry: Entry, person: PhotoSubject) -> None:
        if entry.size > self.profile.max_bytes:
            limit = self.profile.max_bytes // MIB
            return self._reject(
                entry, person, f"文件有 {entry.size // MIB} MB，超过 {limit} MB 的上限，请压缩后重新上传。"
            )
        try:
            data = archive.read(entry)
        except ValueError:
            return self._reject(entry, person, "文件在压缩包里已损坏，请重新压缩后上传。")
        digest = hashlib.sha256(data).hexdigest()
        earlier = self.attached.get(person.key)
        if earlier and earlier.sha256 == digest:
            self.passed_over.append(entry.name)
            return None
        if earlier:
            return self._reject(entry, person, f"该考生已有照片“{earlier.entry}”，只取先出现的一张；请删去多余的照片。")
        picture = self.judge(person.key, data)
        if not isinstance(picture, Picture):
            return self._reject(entry, person, picture)
        self.attached[person.key] = PhotoFile(
            person.key, entry.name, picture.width, picture.height, picture.format, entry.size, digest
        )
        return None

    def _reject(self, entry: Entry, person: PhotoSubject, reason: str) -> None:
        self.rejected.append(PhotoRejected(entry.name, reason, person.key))

    def report(self) -> PhotoReport:
        missing = tuple(person.key for person in self.directory.people if person.key not in self.attached)
        return PhotoReport(self.attached, tuple(self.rejected), missing, tuple(self.unknown), tuple(self.passed_over))
