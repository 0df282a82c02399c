"""What a backup says of itself, and whether it is still so.

Inside a folder like `backup-20261122-203915`: `manifest.json` (versions, migrations, key fingerprints, tables, heads
of the chains, every file), `SHA256SUMS` (for `sha256sum -c`, where there is neither this program nor a key),
`rows/<table>.jsonl.gz` (one row to a line) and `files/` (PRIVATE_ROOT as it was).
"""

import base64
import hashlib
import hmac
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings

from station.backups import files
from station.backups.refusals import BackupRefused, WrongTarget, printable, said_by_system

FORMAT = 1
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
ROWS, FILES = "rows", "files"
NAME = re.compile(r"backup-\d{8}-\d{6}(-\d\d)?")
DRAFT = ".partial-"  # begins the name of a backup that is still being written
KEYS = ("FIELD_KEY", "INDEX_KEY")
KEY_REMEDY = (
    "请在环境变量中换上备份时所用的 FIELD_KEY、INDEX_KEY（密钥不在备份里，须另行取出封存的那一份；"
    "开发和演示环境的密钥在原 VAR_DIR 的 local.env 里），再恢复"
)

Manifest = dict[str, Any]
Tell = Callable[[str], None]


def key_fingerprints() -> dict[str, str]:
    """Tells one key from another and gives nothing of it away: the keys are 32 random bytes."""
    return {name: _fingerprint(getattr(settings, name)) for name in KEYS}


def _fingerprint(key: str) -> str:
    return hmac.new(base64.b64decode(key), b"key fingerprint of a station's backup", hashlib.sha256).hexdigest()[:32]


def write(folder: Path, manifest: Manifest) -> None:
    raw = json.dumps(manifest, indent=1).encode()  # ASCII: the name of a file may be no valid text
    (folder / MANIFEST).write_bytes(raw)
    (folder / SUMS).write_bytes(_sums(raw, manifest["contents"]))


def _sums(raw: bytes, contents: dict[str, Any]) -> bytes:
    """As sha256sum writes it; a name with a line's end or a backslash is marked by one at the beginning."""
    lines = [(hashlib.sha256(raw).hexdigest(), MANIFEST)]
    lines += [(listed["sha256"], name) for name, listed in sorted(contents.items())]
    plain = [(digest, name, name.replace("\\", "\\\\").replace("\n", "\\n")) for digest, name in lines]
    return os.fsencode("".join(f"{'' if name == safe else chr(92)}{digest}  {safe}\n" for digest, name, safe in plain))


def find(place: Path) -> Path:
    """The backup meant by `place`: itself, or the newest in it. A damaged newest is not passed over for an older."""
    if not place.exists():
        raise WrongTarget(f"没有这个文件夹：{printable(str(place))}。")
    if not place.is_dir():
        raise WrongTarget(f"不是文件夹：{printable(str(place))}。请给出一份备份的文件夹，或存放备份的文件夹。")
    parts = (MANIFEST, SUMS, ROWS, FILES)
    if NAME.fullmatch(place.name) or any((place / part).exists() for part in parts):
        return place
    inside = sorted(path for path in place.iterdir() if path.is_dir() and NAME.fullmatch(path.name))
    if not inside:
        raise WrongTarget(
            f"{printable(str(place))} 里没有备份（名为 backup-日期-时刻 的文件夹）；改过名的备份请直接给出它的文件夹。"
        )
    return inside[-1]


def read(folder: Path) -> Manifest:
    """The manifest, once its own digest holds."""
    for name in (MANIFEST, SUMS):
        if not (folder / name).is_file():
            raise BackupRefused("缺少这个文件，备份不完整", file=name)
    raw, sums = (folder / MANIFEST).read_bytes(), (folder / SUMS).read_bytes()
    if not sums.startswith(_sums(raw, {})):
        raise BackupRefused(f"清单与 {SUMS} 里它的摘要不符，备份已损坏", file=MANIFEST)
    try:
        manifest: Manifest = json.loads(raw)
        written, expected = manifest["format"], _sums(raw, manifest["contents"])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupRefused("不是本系统备份的清单", file=MANIFEST) from error
    if sums != expected:
        raise BackupRefused("与清单不符，备份已损坏", file=SUMS)
    if written != FORMAT:
        raise BackupRefused(f"备份格式为 {written}，本程序只认格式 {FORMAT}；请用写它的那一版程序恢复")
    return manifest


def require_whole(folder: Path, manifest: Manifest, tell: Tell) -> None:
    """Every file is there as listed, and no other."""
    damage = list(_damage(folder, manifest, tell))
    if damage:
        name, problem = damage[0]
        others = tuple(f"{printable(name)}：{problem}" for name, problem in damage[1:])
        raise BackupRefused(problem, others=others, file=printable(name))


def _damage(folder: Path, manifest: Manifest, tell: Tell) -> Iterator[tuple[str, str]]:
    listed: dict[str, dict[str, Any]] = manifest["contents"]
    there = set(_everything(folder)) - {MANIFEST, SUMS}
    for done, name in enumerate(sorted(listed), 1):
        if not _stays_inside(name):
            yield name, "清单里的路径越出备份文件夹"
        elif name not in there:
            yield name, "清单里有，备份里没有"
        elif (problem := _problem(folder / name, listed[name])) is not None:
            yield name, problem
        if done % 500 == 0:
            tell(f"已核对 {done}/{len(listed)} 个文件")
    for name in sorted(there - listed.keys()):
        yield name, "清单里没有这个文件"


def _everything(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(folder).as_posix()


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and path.parts[0] in (ROWS, FILES)


def _problem(path: Path, listed: dict[str, Any]) -> str | None:
    if path.is_symlink() or not path.is_file():
        return "不是普通文件"
    size = path.stat().st_size
    if size != listed["size"]:
        return f"大小应为 {listed['size']} 字节，实为 {size} 字节"
    try:
        same = files.fingerprint(path)["sha256"] == listed["sha256"]
    except OSError as error:
        return f"读不出来（{said_by_system(error)}）"
    return None if same else "内容与清单的 SHA-256 不符"


def require_same_keys(manifest: Manifest) -> None:
    now = key_fingerprints()
    other = [name for name in KEYS if now[name] != manifest["keys"][name]]
    if other:
        raise BackupRefused(f"当前的 {'、'.join(other)} 不是备份时所用的密钥，恢复后加密的内容读不出来。{KEY_REMEDY}")
