"""Private files under names that follow from their content: the same bytes are kept once, and never overwritten."""

from django.core.files.base import ContentFile

from station.models.documents import private_storage


def keep(folder: str, content: bytes, sha256: str, extension: str) -> str:
    """Store and return the name; what is there already is left as it is."""
    storage = private_storage()
    name = f"{folder}/{sha256[:2]}/{sha256}.{extension}"
    return name if storage.exists(name) else storage.save(name, ContentFile(content))


def read(name: str) -> bytes:
    with private_storage().open(name, "rb") as file:
        return file.read()


def discard(name: str) -> None:
    private_storage().delete(name)
