"""What is found wrong in a plan: the printed and the computed figure, and one sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plans.rules.goals import Span


class Level(StrEnum):
    """error: figures refute each other, nothing is issued before it is explained; warning: look again."""

    ERROR = "error"
    WARNING = "warning"


class Kind(StrEnum):
    """What can be wrong; the names are a contract with scripts (`read_plan --json`)."""

    PERCENT_MISMATCH = "percent_mismatch"
    ROUNDING = "rounding"
    SUM_MISMATCH = "sum_mismatch"
    DURATION_MISMATCH = "duration_mismatch"
    DATE_ORDER = "date_order"
    DEADLINE_WORDING = "deadline_wording"
    OPERATOR_CONFLICT = "operator_conflict"
    DENOMINATOR_MISMATCH = "denominator_mismatch"
    COHORT_OVERLAP = "cohort_overlap"
    QUOTA_EXCEEDS_REMAINING = "quota_exceeds_remaining"
    QUOTA_BELOW_REMAINING = "quota_below_remaining"
    TEAM_SUM = "team_sum"
    NAME_CONFLICT = "name_conflict"
    OCR_SUSPECT = "ocr_suspect"
    UNKNOWN_INDICATOR = "unknown_indicator"
    MISSING = "missing"


KIND_LABELS: dict[Kind, str] = {
    Kind.PERCENT_MISMATCH: "Tỷ lệ không khớp số liệu",
    Kind.ROUNDING: "Làm tròn",
    Kind.SUM_MISMATCH: "Tổng không khớp các phần",
    Kind.DURATION_MISMATCH: "Số ngày không khớp thời gian",
    Kind.DATE_ORDER: "Thứ tự ngày tháng",
    Kind.DEADLINE_WORDING: "Cách ghi thời hạn",
    Kind.OPERATOR_CONFLICT: "Mức giao ghi hai cách",
    Kind.DENOMINATOR_MISMATCH: "Mẫu số không thống nhất",
    Kind.COHORT_OVERLAP: "Nhóm đối tượng trùng nhau",
    Kind.QUOTA_EXCEEDS_REMAINING: "Giao vượt số còn lại",
    Kind.QUOTA_BELOW_REMAINING: "Giao không đủ để đạt",
    Kind.TEAM_SUM: "Số người của tổ",
    Kind.NAME_CONFLICT: "Tên ghi hai cách",
    Kind.OCR_SUSPECT: "Nghi lỗi nhận dạng chữ",
    Kind.UNKNOWN_INDICATOR: "Chưa rõ loại số liệu",
    Kind.MISSING: "Còn thiếu",
}


@dataclass(frozen=True)
class Finding:
    """One thing found. `about` names what it is about ("T3", "share:2") and, with `kind`, is its key.

    `printed` and `computed` are written as plans write them ("82,55"); "" where neither is a figure.
    """

    kind: Kind
    level: Level
    message: str
    printed: str = ""
    computed: str = ""
    span: Span | None = None
    about: str = ""

    @property
    def key(self) -> str:
        """What an explanation is kept under: gone as soon as the figures become others."""
        return ":".join((self.kind, self.about, self.printed, self.computed))
