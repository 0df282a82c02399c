"""How saving and restoring say no: what is damaged or in the way, by name, and what would help."""

import errno
from typing import Any

SYSTEM_SAYS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EFBIG: "超出允许的文件大小",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "文件系统只读",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENAMETOOLONG: "路径太长",
    errno.EIO: "磁盘读写出错",
}


class BackupRefused(Exception):
    """The answer is no (exit 1). `damage` is the first thing that is wrong, `others` the rest, as sentences."""

    def __init__(self, problem: str, *, others: tuple[str, ...] = (), **where: Any) -> None:
        self.damage: dict[str, Any] = {**where, "problem": problem}
        self.others = others
        named = "".join(f"{value}：" for value in where.values())
        super().__init__(f"{named}{problem}")


class WrongTarget(Exception):
    """The call was wrong (exit 2): this folder can't be meant."""


def said_by_system(error: OSError) -> str:
    return SYSTEM_SAYS.get(error.errno or 0) or error.strerror or str(error)


def said_by_database(error: Exception) -> str:
    """The database's own words, in one line."""
    return " ".join(str(error).split())


def printable(name: str) -> str:
    """A file's name may be no valid text; the message about it has to be."""
    return name.encode("utf-8", "backslashreplace").decode()
