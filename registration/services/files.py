"""Private files. What belongs to a row has a name of its own that nobody can guess, and goes when its verb fails.

What only waits (a roster between the look at it and its import) is named by whoever keeps it, and kept once.
"""

from typing import BinaryIO, cast

from django.core.files.base import ContentFile, File

from station import verbs
from station.identifiers import new_public_id
from station.models.documents import private_storage


def keep_own(folder: str, content: bytes, extension: str) -> str:
    """Store for the row that is being written and return the name; the file does not outlive a verb that fails."""
    token = new_public_id().hex
    name = private_storage().save(f"{folder}/{token[:2]}/{token}.{extension}", ContentFile(content))
    verbs.on_failure(lambda: discard(name))
    return name


def keep(folder: str, content: bytes, sha256: str, extension: str) -> str:
    """Store under a name that follows from `sha256` and return it; what is there already is left as it is."""
    storage = private_storage()
    name = f"{folder}/{sha256[:2]}/{sha256}.{extension}"
    return name if storage.exists(name) else storage.save(name, ContentFile(content))


def keep_stream(folder: str, content: BinaryIO, sha256: str, extension: str) -> str:
    """The same for what is too large to be held in memory; read from its beginning."""
    storage = private_storage()
    name = f"{folder}/{sha256[:2]}/{sha256}.{extension}"
    content.seek(0)
    return name if storage.exists(name) else storage.save(name, File(content))


def opened(name: str) -> BinaryIO:
    """For what is too large to be held in memory."""
    return cast(BinaryIO, private_storage().open(name, "rb"))


def read(name: str) -> bytes:
    with private_storage().open(name, "rb") as file:
        return file.read()


def discard(name: str) -> None:
    private_storage().delete(name)
