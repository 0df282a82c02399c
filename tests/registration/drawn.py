"""Pictures and PDFs for tests, drawn on the fly: a face that a detector takes for one, and files that lie."""

import io
from typing import Any

from PIL import Image, ImageDraw, ImageFilter
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from tests.factories.registration import scan_pdf


def face(
    size: tuple[int, int] = (480, 640),
    at: tuple[float, float] = (0.5, 0.42),
    scale: float = 1.0,
    ground: Any = "white",
) -> Image.Image:
    """Nobody: a shaded drawing with the light and dark places of a face."""
    wide, high = size
    image = Image.new("RGB", size, ground)
    pen = ImageDraw.Draw(image)
    x, y, unit = wide * at[0], high * at[1], min(wide, high) * 0.25 * scale

    def oval(right: float, down: float, half_wide: float, half_high: float, fill: tuple[int, int, int]) -> None:
        left, top = x + (right - half_wide) * unit, y + (down - half_high) * unit
        pen.ellipse((left, top, left + 2 * half_wide * unit, top + 2 * half_high * unit), fill=fill)

    pen.rectangle((x - 2 * unit, y + 1.8 * unit, x + 2 * unit, high + 50), fill=(52, 66, 92))
    pen.rectangle((x - 0.42 * unit, y + 0.9 * unit, x + 0.42 * unit, y + 1.95 * unit), fill=(205, 160, 132))
    oval(0, -0.42, 1.08, 1.08, (38, 32, 30))
    oval(0, 0.05, 0.92, 1.2, (226, 184, 156))
    oval(0, -0.75, 0.8, 0.42, (232, 192, 166))
    for side in (-0.4, 0.4):
        oval(side, -0.12, 0.27, 0.17, (168, 120, 100))
        brow = (x + (side - 0.26) * unit, y - 0.4 * unit, x + (side + 0.26) * unit, y - 0.3 * unit)
        pen.rectangle(brow, fill=(50, 38, 34))
        oval(side, -0.1, 0.18, 0.09, (240, 236, 232))
        oval(side, -0.1, 0.09, 0.09, (40, 28, 24))
    oval(0, 0.2, 0.12, 0.34, (238, 202, 178))
    oval(0, 0.5, 0.2, 0.08, (176, 124, 104))
    oval(0, 0.78, 0.32, 0.09, (160, 82, 80))
    return image.filter(ImageFilter.GaussianBlur(max(1.0, unit * 0.03)))


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def portrait(**options: Any) -> bytes:
    return saved(face(**options), quality=90)


# --- PDFs that would do something ------------------------------------------------------------------------------------


def action(kind: str, **more: str) -> DictionaryObject:
    made = DictionaryObject({NameObject("/S"): NameObject(f"/{kind}")})
    for key, value in more.items():
        made[NameObject(f"/{key}")] = TextStringObject(value)
    return made


def rigged(place: str) -> bytes:
    """A scan of one page with something hidden in `place`."""
    writer = PdfWriter()
    writer.append(io.BytesIO(scan_pdf(1)))
    root, page = writer._root_object, writer.pages[0]
    script = action("JavaScript", JS="app.alert(1)")
    link = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Link")})
    event = DictionaryObject({NameObject("/O"): script})
    match place:
        case "names":
            tree = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("x"), script])})
            root[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): tree})
        case "open action":
            root[NameObject("/OpenAction")] = script
        case "open action, named":
            root[NameObject("/OpenAction")] = action("Named", N="Print")
        case "page event":
            page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): action("Named", N="NextPage")})
        case "annotation event":
            link[NameObject("/AA")] = event
        case "annotation action":
            link[NameObject("/A")] = action("Launch", F="calc.exe")
        case "next action":
            first = action("GoTo", D="x")
            first[NameObject("/Next")] = ArrayObject([script])
            link[NameObject("/A")] = first
        case "script address":
            link[NameObject("/A")] = action("URI", URI="javascript:alert(1)")
        case "file address":
            link[NameObject("/A")] = action("URI", URI="file:///etc/passwd")
        case "field event":
            field = DictionaryObject({NameObject("/T"): TextStringObject("f"), NameObject("/AA"): event})
            root[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): ArrayObject([field])})
        case "form of its own":
            root[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): ArrayObject()})
        case "submitting form":
            link[NameObject("/A")] = action("SubmitForm", F="http://x")
        case "attachment":
            writer.add_attachment("x.exe", b"MZ")
        case "attached to the page":
            link[NameObject("/Subtype")] = NameObject("/FileAttachment")
        case "unreachable":
            writer._add_object(script)
        case "harmless link":
            link[NameObject("/A")] = action("URI", URI="https://example.com/")
        case "opens at its first page":
            root[NameObject("/OpenAction")] = ArrayObject([page.indirect_reference, NameObject("/Fit")])
    if len(link) > 2 or place == "attached to the page":
        page[NameObject("/Annots")] = ArrayObject([writer._add_object(link)])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_password(password: str) -> bytes:
    writer = PdfWriter()
    writer.append(io.BytesIO(scan_pdf(1)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def in_object_streams(content: bytes) -> bytes:
    """The same PDF with its objects packed, so that no word of it stands in the file as such."""
    import re
    import zlib

    reader = PdfReader(io.BytesIO(content))
    plain, packed = [], []
    for number in sorted({*reader.xref.get(0, {})} - {0}):
        thing = reader.get_object(number)
        out = io.BytesIO()
        thing.write_to_stream(out)
        (plain if b"stream" in out.getvalue() else packed).append((number, out.getvalue()))
    count = max(number for number, _ in [*plain, *packed]) + 1
    body, heads = b"", []
    for number, text in packed:
        heads.append(f"{number} {len(body)}")
        body += text + b"\n"
    head = (" ".join(heads) + "\n").encode()
    stream = zlib.compress(head + body)
    file = bytearray(b"%PDF-1.5\n")
    places: dict[int, int] = {}
    for number, text in plain:
        places[number] = len(file)
        file += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    places[count] = len(file)
    file += b"%d 0 obj\n<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        count, len(packed), len(head), len(stream), stream,
    )  # fmt: skip
    start = len(file)
    places[count + 1] = start
    index = {number: place for place, (number, _) in enumerate(packed)}
    rows = b""
    for number in range(count + 2):
        if number in index:
            rows += b"\x02" + count.to_bytes(4, "big") + index[number].to_bytes(2, "big")
        elif number in places:
            rows += b"\x01" + places[number].to_bytes(4, "big") + b"\0\0"
        else:
            rows += b"\0" * 7
    root = re.search(r"IndirectObject\((\d+)", repr(dict.get(reader.trailer, "/Root")))
    assert root
    rows = zlib.compress(rows)
    file += b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root %s 0 R /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        count + 1, count + 2, root[1].encode(), len(rows), rows,
    )  # fmt: skip
    return bytes(file + b"startxref\n%d\n%%%%EOF\n" % start)
