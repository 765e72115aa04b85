"""A report or a plan as PDF/A-2a, set by typst from `report.typ` with the fonts shipped here."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from reports.documents.glyphs import in_fonts
from reports.rules.document import (
    ILLUSTRATIVE_LINE,
    Annex,
    OfficialDocument,
    Section,
    Table,
    header_groups,
    is_grouped,
    printed_rows,
)

TEMPLATE = Path(__file__).with_name("report.typ")
FONTS = Path(__file__).parent.parent / "fonts"


def to_pdf(report: OfficialDocument) -> bytes:
    """The report as an archival, tagged PDF; the same report gives the same bytes.

    Texts reach the template as data, so nothing in them is read as markup.
    """
    return typst.compile(
        str(TEMPLATE),
        format="pdf",
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"report": in_fonts(json.dumps(_printed(report), ensure_ascii=False))},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=_made_at(report),
    )


def _made_at(report: OfficialDocument) -> int:
    """Midnight UTC of the day that the document says it was made on: not the clock's moment."""
    return int(datetime.combine(report.made_on, time(), UTC).timestamp())


def _printed(report: OfficialDocument) -> dict[str, Any]:
    """The report with every number already in its printed form."""
    head = report.letterhead
    return {
        "kind": report.kind,
        "parent": head.parent,
        "issuer": head.issuer,
        "issuer_name": report.issuer_name,
        "number_line": head.number_line,
        "place_line": report.place_line,
        "subject": report.subject,
        "period": report.period,
        "addressees": report.addressees,
        "bases": report.bases,
        "opening": report.opening,
        "sections": [_section(section) for section in report.sections],
        "closing": report.closing,
        "authority": report.signature.authority,
        "signer": report.signature.name,
        "recipients": report.recipients,
        "annexes": [_annex(annex) for annex in report.annexes],
        "footer": ILLUSTRATIVE_LINE if report.illustrative else None,
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "level": section.level,
        "heading": section.heading,
        "paragraphs": section.paragraphs,
        "table": None if section.table is None else _table(section.table),
    }


def _annex(annex: Annex) -> dict[str, Any]:
    return {
        "label": annex.label,
        "title": annex.title,
        "reference": annex.reference,
        "table": _table(annex.table),
        "notes": annex.notes,
        "landscape": annex.landscape,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "columns": [
            {"label": c.label, "kind": c.kind, "width": c.width, "group": c.group}
            for c in table.columns
        ],
        "groups": header_groups(table) if is_grouped(table) else [],
        "rows": printed_rows(table),
        "has_total": table.total is not None,
    }
