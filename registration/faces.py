"""How many faces a photograph shows, and where: to centre the crop, and to tell a person what to look at (R2.1).

The answer advises (需人工核查) and never refuses: a detector of upright frontal faces misses some people and finds faces
in patterns. Without its package nobody has looked, which is told apart from having seen none.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

Box = tuple[int, int, int, int]
"""Left, top, width, height; about from the brows to the chin."""

_SIDE = 480
_SMALLEST = 0.16
"""Of the picture's shorter side: whoever stands farther away is no passport photograph."""
_lock = Lock()


def find_faces(image: Image) -> list[Box] | None:
    """The faces, the largest first; None where no detector is installed."""
    detector = _detector()
    if detector is None:
        return None
    import numpy

    scale = min(1.0, _SIDE / max(image.size))
    small = image.convert("L").resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    smallest = max(24, round(min(small.size) * _SMALLEST))
    with _lock:  # one cascade serves all threads, one at a time
        found = detector.detectMultiScale(
            numpy.asarray(small), scaleFactor=1.08, minNeighbors=6, minSize=(smallest, smallest)
        )
    boxes = [_scaled(box, 1 / scale) for box in found]
    return sorted(boxes, key=lambda box: -box[2])


def _scaled(box: Any, by: float) -> Box:
    left, top, width, height = (round(float(value) * by) for value in box)
    return left, top, width, height


@lru_cache(maxsize=1)
def _detector() -> Any:
    """Loaded when the first photograph comes: pages that show none should not wait for it."""
    try:
        import cv2
    except ImportError:
        return None
    cv2.setNumThreads(1)  # ten milliseconds need no pool, and a forked worker none that is not its own
    folder = cv2.data.haarcascades  # type: ignore[attr-defined]  # in the package, not in its type stubs
    cascade = cv2.CascadeClassifier(f"{folder}haarcascade_frontalface_alt2.xml")
    return None if cascade.empty() else cascade
