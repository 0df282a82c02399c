"""What a person should look at in a photograph, in words: faces, ground, light, sharpness (R2.1, 需人工核查).

Told to the applicant when the photograph comes in, and to the reviewer beside it. Nothing here refuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

CHECKED = "格式、大小、比例、是否完整；人脸、背景、明暗和清晰度由程序提示，由审核人员核对"
"""What the pages say is checked by itself."""

_DARK_GROUND, _UNEVEN_GROUND, _TINTED_GROUND = 175, 34, 45
_DARK, _BRIGHT = 65, 250
_BLURRED = 8
_BLANK = 10


def advice_on(image: Image, *, faces: int | None) -> tuple[str, ...]:
    """`image` is the part that will be printed; `faces` None where nobody looked."""
    small = image.resize((240, max(1, round(240 * image.height / image.width))))
    return tuple(filter(None, (_about_faces(faces), _about_ground(small), _about_light(small), _about_focus(small))))


def is_blank(image: Image) -> bool:
    """One flat colour from edge to edge."""
    low, high = image.convert("L").resize((64, 64)).getextrema()
    return high - low < _BLANK  # type: ignore[operator]  # a grey picture has one pair


def _about_faces(faces: int | None) -> str:
    if faces is None or faces == 1:
        return ""
    if faces == 0:
        return "没有识别到人脸，请核对是否为本人正面免冠照、五官是否清楚"
    return f"识别到 {faces} 张人脸，请核对照片上是否只有本人"


def _about_ground(image: Image) -> str:
    """The top edge and both sides down to the shoulders; hair and coats reach the rest."""
    from PIL import Image, ImageStat

    wide, high = image.size
    edge, down = round(wide * 0.07), round(high * 0.45)
    strips = [(0, 0, wide, edge), (0, edge, edge, down), (wide - edge, edge, wide, down)]
    ground = Image.new("RGB", (edge, 3 * 240))
    for place, strip in enumerate(strips):
        ground.paste(image.crop(strip).resize((edge, 240), Image.Resampling.BOX), (0, 240 * place))
    red, green, blue = ImageStat.Stat(ground).mean
    grey = ImageStat.Stat(ground.convert("L"))
    if max(red, green, blue) - min(red, green, blue) > _TINTED_GROUND:
        return "背景不是白色，请核对是否符合白底要求"
    if grey.mean[0] < _DARK_GROUND:
        return "背景偏暗，请核对是否为白底"
    if grey.stddev[0] > _UNEVEN_GROUND:
        return "背景不均匀，请核对是否有杂物或阴影"
    return ""


def _about_light(image: Image) -> str:
    from PIL import ImageStat

    wide, high = image.size
    middle = image.convert("L").crop((wide // 4, high // 5, wide * 3 // 4, high * 7 // 10))
    mean = ImageStat.Stat(middle).mean[0]
    if mean < _DARK:
        return "人像偏暗，请核对五官是否看得清"
    return "人像过亮，请核对五官是否看得清" if mean > _BRIGHT else ""


def _about_focus(image: Image) -> str:
    """How much neighbouring points differ in the middle of the picture: little where it is out of focus."""
    from PIL import ImageFilter, ImageStat

    edges = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
    wide, high = image.size
    drawn = image.convert("L").filter(edges)  # which leaves the outermost points as they were
    middle = drawn.crop((wide // 5, high // 8, wide * 4 // 5, high * 3 // 4))
    return "可能不够清晰，请核对是否模糊" if ImageStat.Stat(middle).var[0] < _BLURRED else ""
