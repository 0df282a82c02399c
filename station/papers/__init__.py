"""Building papers: PDF, XLSX and ZIP, from plain facts to bytes.

No model and no query ever enters this package: callers hand over frozen facts and get
bytes back.  The same facts give the same bytes, so that a stored hash keeps its meaning
(R4.1).  Heavy libraries are loaded only when something is really drawn.

Flowing papers -- build a ``Paper``, then ``render`` it::

    from station.papers import Closing, Imprint, Seal, Section, Text, notice, render

    imprint = Imprint(issuer="某某职业技能鉴定所", issued=date(2026, 9, 1),
                      serial="GG-2026-0003", verify_url="https://…/v/GG-2026-0003")
    paper = notice(title="…公告", number="…〔2026〕3号", sections=[Section("报名时间", "…")],
                   issuer=imprint.issuer, dated=date(2026, 9, 1), seal=Seal(imprint.issuer),
                   imprint=imprint)
    pdf: bytes = render(paper)

``Paper(title, blocks, imprint, layout=…)`` takes any of the blocks of
``station.papers.blocks``: Heading, Text, KeyValues, Table, Grid, Checks, Signatures,
Closing, Note, Space, PageBreak, Picture, SeatPlan.

Ready-made papers (each returns a ``Paper``):

``notice(title, sections, issuer, dated, imprint, …)``
    official announcement: numbered sections, table of offerings, closing with the seal.
``form(title, grids, imprint, …)``
    application forms and record sheets made of ``Grid`` (label/value cells, photo box,
    opinion boxes, tick boxes).
``listing(title, columns, rows, imprint, …)``
    a table over as many pages as it needs, with totals, signatures, 一式两份.
``receipt_list(title, receipts, imprint, …)``
    charges with their receipt numbers, the total also in words (人民币大写).
``seating_charts(charts, imprint)``
    each room as a picture from the lectern, one page each; two copies differ in ``copy``.
``cover_with_contents(title, entries, imprint, …)``
    the sheet on top of a package: what is inside, clause, pages.

Bytes at once:

``render(paper) -> bytes``                       PDF
``admission_tickets(tickets, design) -> bytes``  PDF, tuned for thousands (R5.1)
``bind(pdfs, imprint) -> bytes``                 several PDFs as one
``stamp_pdf(data, stamp) -> bytes``, ``stamp_images(images, stamp) -> bytes``
    every page with 《原件已审》, the station's seal, reviewer and date (R2.2);
    raise ``StampRefused`` with a Chinese sentence for what can't be stamped.
``workbook(sheets, …) -> bytes``                 XLSX
``write_package(target, entries, …) -> Package`` / ``build_package(entries, …)``
    ZIP with ``manifest.json`` and its own verifier; ``verify_package(path) -> [Problem]``.
``plain_zip(files) -> bytes``                    deterministic ZIP without a manifest
``qr_svg_path(text)``, ``qr_png(text)``          QR codes for screens

Characters no font has are never dropped in silence: ``missing_characters(text)`` names
them; a paper with ``missing="raise"`` raises ``MissingGlyph``, with ``missing="mark"``
(the default) prints 〓 and says at the foot of the page which character belongs there.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "blocks": (
        "Block Cell Checks Closing Column Grid Heading Imprint KeyValues Label Note Opinion "
        "PageBreak Paper PhotoCell Picture Seal Section SeatPlan Seat Signatures Space Strong "
        "Table Text Ticks Value"
    ),
    "fonts": "FontsMissing MissingGlyph missing_characters",
    "rendering": "render",
    "forms": "form form_grid",
    "notices": "notice",
    "listings": "listing receipt_list cover_with_contents Receipt Enclosure",
    "seating": "seating_charts SeatingChart",
    "tickets": "admission_tickets Ticket TicketDesign TicketSubject",
    "photographs": "ImageUnreadable",
    "stamping": "stamp_pdf stamp_images bind page_count Stamp StampRefused",
    "spreadsheet": "workbook Sheet SheetColumn",
    "archive": "write_package build_package plain_zip Entry Package PackageRefused",
    "verifier": "verify_package Problem",
    "qr": "qr_svg_path qr_png",
    "wording": "chinese_date chinese_number rmb_in_words",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Load a name from its module on first use: drawing libraries stay out of start-up."""
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME_OF})
