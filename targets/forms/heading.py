"""The head and the foot of a draft: number, dates, issuer, parents, bases, recipients, signer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms

from plans.rules.facts import (
    BasisFacts,
    ParentFacts,
    PlanFacts,
    RecipientFacts,
    SignerFacts,
)
from targets.forms.fields import (
    BoundedRows,
    DayField,
    LinesField,
    area,
    check,
    former_row,
    line,
    marked,
)

ROLES = {"execute": "t/hiện", "report": "b/c"}
_ROLE = re.compile(r"\s*\((?P<role>t/h(?:iện)?|để thực hiện|b/c|để báo cáo)\)\s*$", re.IGNORECASE)
FILED = "Lưu"
LONGEST_TITLE, LONGEST_BASIS = 300, 400
SAME = (
    "number",
    "issuer",
    "place",
    "title",
    "short_title",
    "issued_on",
    "starts_on",
    "ends_on",
    "dates_source",
    "lead_unit",
    "weekly_report_to",
    "weekly_report_onward",
    "subplans_due_on",
    "must_rise_daily",
    "participants",
    "appendix",
    "purposes",
)


class ParentForm(forms.Form):
    """A superior's plan that this one carries out; a row left blank is none."""

    number = line("Số, ký hiệu", longest=60)
    issued_on = DayField("Ngày")
    issuer = line("Cơ quan ban hành", longest=200)
    text = line("Tên văn bản", longest=LONGEST_BASIS)
    former = former_row()

    def facts(self, before: ParentFacts | None) -> ParentFacts:
        former = before or ParentFacts(number="", issuer="", text="")
        given = {
            name: self.cleaned_data[name] for name in ("number", "issued_on", "issuer", "text")
        }
        return replace(former, **given)


ParentRows = forms.formset_factory(ParentForm, BoundedRows, extra=1, max_num=6, can_delete=True)


class HeadingForm(forms.Form):
    """Everything about the document but its targets, figures and duties."""

    title = area("Tên kế hoạch", rows=2, longest=LONGEST_TITLE)
    short_title = line("Tên gọi tắt", longest=160)
    number = line("Số, ký hiệu", longest=60, help_text="Để trống khi Văn thư chưa cấp số.")
    issuer = line("Cơ quan ban hành", longest=200)
    place = line("Địa danh", longest=80)
    issued_on = DayField("Ngày ban hành")
    starts_on = DayField("Bắt đầu")
    ends_on = DayField("Kết thúc")
    dates_source = area("Thời gian thực hiện, như ghi trong văn bản", rows=2, longest=500)
    lead_unit = line("Đơn vị chủ trì", longest=160)
    weekly_report_to = line("Nơi nhận báo cáo tuần", longest=200)
    weekly_report_onward = LinesField("Nơi nhận tổng hợp báo cáo tuần", rows=2)
    subplans_due_on = DayField("Hạn cấp dưới ban hành kế hoạch")
    must_rise_daily = check("Tỷ lệ ngày hôm sau phải cao hơn ngày hôm trước")
    bases = LinesField("Căn cứ", rows=5, help_text="Mỗi dòng một văn bản.")
    purposes = LinesField("Mục đích, yêu cầu", rows=6, help_text="Mỗi dòng một đoạn.")
    participants = LinesField("Đơn vị tham gia", rows=5)
    recipients = LinesField(
        "Nơi nhận",
        rows=6,
        help_text="Mỗi dòng một nơi nhận; ghi thêm (t/hiện) hoặc (b/c) khi cần, ví dụ: Công an xã (t/hiện).",
    )
    appendix = line("Phụ lục", longest=500)
    signer_capacity = line("Thẩm quyền ký", longest=160, help_text="Ví dụ: TM. ỦY BAN NHÂN DÂN.")
    signer_title = line("Chức vụ người ký", longest=160)
    signer_name = line("Người ký", longest=120)

    groups = (
        (
            "Văn bản",
            ("title", "short_title", "number", "issuer", "place", "issued_on"),
        ),
        ("Thời gian", ("starts_on", "ends_on", "dates_source")),
        ("Căn cứ", ("bases",)),
        ("Mục đích, yêu cầu", ("purposes",)),
        (
            "Thực hiện và báo cáo",
            (
                "lead_unit",
                "participants",
                "weekly_report_to",
                "weekly_report_onward",
                "subplans_due_on",
                "must_rise_daily",
            ),
        ),
        (
            "Nơi nhận và người ký",
            ("recipients", "appendix", "signer_capacity", "signer_title", "signer_name"),
        ),
    )

    def grouped(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings, in the order of the form."""
        return [(name, [self[field] for field in fields]) for name, fields in self.groups]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and first > last:
            self.add_error("ends_on", "Ngày kết thúc phải từ ngày bắt đầu trở đi.")
        if any(len(words) > LONGEST_BASIS for words in given.get("bases", ())):
            self.add_error("bases", f"Mỗi căn cứ không quá {LONGEST_BASIS} ký tự.")
        return given

    def facts(self, before: PlanFacts, parents: tuple[ParentFacts, ...]) -> PlanFacts:
        """The plan with this head; what the form does not show stays as it was."""
        given = self.cleaned_data
        known = {basis.text: basis for basis in before.bases}
        signer = SignerFacts(
            name=given["signer_name"],
            title=given["signer_title"],
            capacity=given["signer_capacity"],
        )
        return replace(
            before,
            **{name: given[name] for name in SAME},
            parents=parents,
            bases=tuple(known.get(words) or BasisFacts(text=words) for words in given["bases"]),
            recipients=tuple(recipient_of(words) for words in given["recipients"]),
            signer=signer,
        )


def recipient_of(words: str) -> RecipientFacts:
    """A line of "Nơi nhận" with what the body receives the plan for."""
    words = words.rstrip(" ;")
    match = _ROLE.search(words)
    if match is None:
        return RecipientFacts(words, "file" if words.startswith(FILED) else None)
    is_report = match["role"].casefold() in {"b/c", "để báo cáo"}
    return RecipientFacts(words[: match.start()], "report" if is_report else "execute")


def recipient_line(recipient: RecipientFacts) -> str:
    """The line as it is typed: "Công an xã (t/hiện)"."""
    role = ROLES.get(recipient.role or "")
    return f"{recipient.name} ({role})" if role else recipient.name


def initial_of(facts: PlanFacts) -> dict[str, Any]:
    """What the form shows of a plan."""
    return {
        **{name: getattr(facts, name) for name in SAME},
        "bases": tuple(basis.text for basis in facts.bases),
        "recipients": tuple(recipient_line(row) for row in facts.recipients),
        "signer_name": facts.signer.name,
        "signer_title": facts.signer.title,
        "signer_capacity": facts.signer.capacity,
    }


def parent_rows(facts: PlanFacts) -> list[dict[str, Any]]:
    """The superiors' plans as the rows' initial values."""
    names = ("number", "issued_on", "issuer", "text")
    return [
        {name: getattr(parent, name) for name in names} | {"former": mark}
        for mark, parent in marked(facts.parents).items()
    ]


def parents_of(rows: Any, before: Sequence[ParentFacts]) -> tuple[ParentFacts, ...]:
    """The rows that name a plan; each keeps what the reader noted beside its own former row."""
    kept, known = [], marked(before)
    for form in rows.forms:
        given = form.cleaned_data
        if given.get("DELETE") or not any(given.get(k) for k in ("number", "issuer", "text")):
            continue
        kept.append(form.facts(known.get(given["former"])))
    return tuple(kept)
