"""The few shapes the pictures are made of, on the standard library's own XML, so that every text is escaped."""

from xml.etree.ElementTree import Element, SubElement, tostring

from station.look import known_tone

NAMESPACE = "http://www.w3.org/2000/svg"


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


class Drawing:
    """A picture with a title and a description; its width is the page's, its height follows."""

    def __init__(self, width: float, height: float, *, ident: str, title: str, description: str) -> None:
        self.width, self.height = width, height
        self.root = Element(
            "svg",
            {
                "xmlns": NAMESPACE,
                "viewBox": f"0 0 {number(width)} {number(height)}",
                "width": number(width),
                "role": "img",
                "aria-labelledby": f"{ident}-title {ident}-desc",
            },
        )
        SubElement(self.root, "title", {"id": f"{ident}-title"}).text = title
        SubElement(self.root, "desc", {"id": f"{ident}-desc"}).text = description

    def add(self, shape: str, classes: str, tone: str = "", **attributes: float | str) -> Element:
        if tone:
            classes = f"{classes} tone-{known_tone(tone)}"
        named = {name.replace("_", "-"): _attribute(value) for name, value in attributes.items()}
        return SubElement(self.root, shape, {"class": classes, **named})

    def text(
        self,
        words: str,
        x: float,
        y: float,
        *,
        size: float = 14,
        anchor: str = "start",
        classes: str = "pic-text",
        tone: str = "",
    ) -> Element:
        element = self.add("text", classes, tone, x=x, y=y, font_size=size, text_anchor=anchor)
        element.text = words
        return element

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        classes: str = "pic-line",
        tone: str = "",
        width: float = 1,
        dashed: bool = False,
    ) -> Element:
        dashes = {"stroke_dasharray": "4 4"} if dashed else {}
        return self.add("line", classes, tone, x1=x1, y1=y1, x2=x2, y2=y2, stroke_width=width, **dashes)

    def rect(
        self, x: float, y: float, width: float, height: float, *, classes: str, tone: str = "", radius: float = 0
    ) -> Element:
        return self.add("rect", classes, tone, x=x, y=y, width=width, height=height, rx=radius)

    def circle(self, x: float, y: float, radius: float, *, classes: str, tone: str = "", width: float = 2) -> Element:
        return self.add("circle", classes, tone, cx=x, cy=y, r=radius, stroke_width=width)

    def render(self) -> str:
        return tostring(self.root, encoding="unicode")


def _attribute(value: float | str) -> str:
    return value if isinstance(value, str) else number(value)


def text_width(words: str, size: float) -> float:
    """How wide words are about to be: a Chinese character takes its full size, a Latin one a little over half."""
    return sum(size if ord(character) > 0x2E7F or character in "…·" else size * 0.6 for character in words)


def shortened(words: str, size: float, room: float) -> str:
    """The words, cut with … where they would not fit."""
    if text_width(words, size) <= room:
        return words
    kept = words
    while kept and text_width(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept}…"
