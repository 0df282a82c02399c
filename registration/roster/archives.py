"""ZIP files from outside, opened with care: nothing is ever unpacked to disk, and nothing is read before its size is known."""

import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from registration.roster.errors import ArchiveRefused

MIB = 1024 * 1024
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Beyond these a ZIP is refused as a whole, before anything in it is unpacked."""

    max_entries: int = 20_000
    max_packed: int = 1024 * MIB
    max_unpacked: int = 2048 * MIB
    max_ratio: int = 200
    """Unpacked to packed size of one entry; photographs hardly shrink."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the archive: `name` as its packer meant it, `obstacle` why it may not be opened."""

    name: str
    size: int
    info: zipfile.ZipInfo
    obstacle: str = ""

    @property
    def basename(self) -> str:
        return re.split(r"[/\\]", self.name)[-1]


class Archive:
    """An opened ZIP. A context manager; reads entries one at a time, so that memory holds one photograph."""

    def __init__(self, source: bytes | BinaryIO, limits: ArchiveLimits | None = None) -> None:
        self._limits = limits or ArchiveLimits()
        try:
            self._zip = zipfile.ZipFile(BytesIO(source) if isinstance(source, bytes) else source)
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError) as error:
            raise ArchiveRefused(
                "这不是 ZIP 压缩包，或文件已损坏。请将照片放在一个文件夹里，重新压缩为 .zip 后上传。"
            ) from error
        self._refuse_what_overwhelms()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def _refuse_what_overwhelms(self) -> None:
        entries, limits = self._zip.infolist(), self._limits
        if len(entries) > limits.max_entries:
            raise ArchiveRefused(
                f"压缩包内有 {len(entries)} 个文件，超过 {limits.max_entries} 个的上限。请分成几个压缩包上传。"
            )
        unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
        if packed > limits.max_packed or unpacked > limits.max_unpacked:
            raise ArchiveRefused(
                f"压缩包展开后约 {unpacked // MIB} MB，超过 {limits.max_unpacked // MIB} MB 的上限。请分成几个压缩包上传。"
            )
        for entry in entries:
            if entry.file_size > MIB and entry.file_size > limits.max_ratio * max(entry.compress_size, 1):
                raise ArchiveRefused(
                    f"压缩包内“{_name(entry)}”的压缩比异常，疑为压缩炸弹，整包未打开。请重新压缩原始照片。"
                )
        if entries and all(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries if not entry.is_dir()):
            raise ArchiveRefused("压缩包设有密码，无法打开。请不设密码重新压缩后上传。")

    def entries(self) -> Iterator[Entry]:
        for info in self._zip.infolist():
            if not info.is_dir():
                name = _name(info)
                yield Entry(name, info.file_size, info, _obstacle(name, info))

    def read(self, entry: Entry) -> bytes:
        """The entry's bytes, never more than it declared; ValueError where the archive lies or is damaged."""
        try:
            with self._zip.open(entry.info) as stream:
                data = stream.read(entry.size + 1)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
            raise ValueError("damaged entry") from error
        except Exception as error:  # zlib.error and its kin have no common base
            raise ValueError("damaged entry") from error
        if len(data) != entry.size:
            raise ValueError("entry is not as long as declared")
        return data


def _name(info: zipfile.ZipInfo) -> str:
    """Names without the UTF-8 flag were packed by Windows in GBK, or by older tools in plain UTF-8."""
    if info.flag_bits & _UTF8_FLAG:
        return unicodedata.normalize("NFC", info.filename)
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return unicodedata.normalize("NFC", raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return info.filename


def _obstacle(name: str, info: zipfile.ZipInfo) -> str:
    parts = re.split(r"[/\\]", name)
    raw = getattr(info, "orig_filename", name)
    if ".." in parts or name.startswith(("/", "\\")) or re.match(r"^[A-Za-z]:", name) or "\x00" in raw:
        return "文件路径越出压缩包，未打开"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "是符号链接，不是照片文件，未打开"
    if info.flag_bits & _ENCRYPTED_FLAG:
        return "设有密码，未打开"
    return ""
