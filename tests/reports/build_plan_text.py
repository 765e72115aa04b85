"""A plan as a document, from facts with plain defaults."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from plans.rules.facts import (
    BaselineFacts,
    BasisFacts,
    ParentFacts,
    PlanFacts,
    RecipientFacts,
    RuleFacts,
    StockFacts,
    TaskFacts,
    TeamFacts,
    TeamMemberFacts,
)
from plans.rules.goals import (
    DenominatorFacts,
    GoalFacts,
    MilestoneFacts,
    OtherGoalFacts,
    QuotaFacts,
    TargetFacts,
)
from reports.rules.document import Signature
from reports.rules.plan_tables import Names
from reports.rules.plan_text import Frame, letterhead_of

UNITS = {f"vn/xa/thon-{n}/": f"Thôn {n}" for n in range(1, 4)}
NAMES = Names(
    indicators={"card_issued": "Đã được cấp thẻ căn cước", "broadcasts": "Phát thanh"},
    measures={"card_issued": "người", "broadcasts": "lượt"},
    cohorts={"age_6_13": "Từ đủ 6 đến dưới 14 tuổi", "all": "Toàn bộ nhân khẩu"},
    units=UNITS,
)


def target(code: str = "A1", **over: Any) -> TargetFacts:
    denominator = DenominatorFacts("population", "Trẻ em từ 6 đến dưới 14 tuổi", cohort="age_6_13")
    fields = {
        "label": "Cấp thẻ căn cước cho trẻ em từ 6 đến dưới 14 tuổi",
        "short_label": "Cấp căn cước",
        "indicator": "card_issued",
        "goal": GoalFacts("percent", Decimal(100), denominator=denominator),
        "source": "",
        "section": "II.4",
        "counted_by": "place",
        "cohort": "age_6_13",
        "deadline": date(2026, 6, 30),
        "deadline_wording": "before",
        "lead": "Công an xã",
    }
    return TargetFacts(code=code, **{**fields, **over})


def plan_facts(**over: Any) -> PlanFacts:
    """A plan of one commune with one of everything."""
    fields = {
        "code": "ke-hoach",
        "issuer": "Ủy ban nhân dân xã Phú Riềng",
        "title": "Cao điểm cấp thẻ căn cước trên địa bàn xã",
        "number": "5/KH-UBND",
        "place": "Phú Riềng",
        "issued_on": date(2026, 2, 5),
        "starts_on": date(2026, 5, 26),
        "ends_on": date(2026, 6, 30),
        "bases": (
            BasisFacts("Nghị quyết số 57-NQ/TW ngày 22/12/2024"),
            BasisFacts("Luật Căn cước"),
        ),
        "parents": (
            ParentFacts("80/KH-UBND", "UBND tỉnh", "Kế hoạch số 80/KH-UBND của UBND tỉnh"),
        ),
        "purposes": ("Hoàn thành đúng tiến độ.",),
        "targets": (
            target(
                milestones=(MilestoneFacts(date(2026, 6, 15), "before", Decimal(60)),),
            ),
            target(
                "A2",
                label="Phát thanh tuyên truyền",
                indicator="broadcasts",
                goal=GoalFacts("per_period", Decimal(3), period="day"),
                deadline=None,
                deadline_wording=None,
                commitment="aspirational",
                lead="",
            ),
        ),
        "other_goals": (
            OtherGoalFacts(
                "Cấp căn cước cho trẻ em",
                GoalFacts("percent", Decimal(100)),
                "",
                assigned_by="Tổ Đề án 06 thành phố",
                deadline=date(2026, 5, 10),
            ),
        ),
        "baseline": BaselineFacts(
            (StockFacts("card_issued", 32788, "all", "82,55"),),
            as_of=date(2026, 5, 23),
            population={"all": 35097},
        ),
        "tasks": (
            TaskFacts("Phát thư mời", "Công an xã", ("Ban điều hành thôn",), "Thường xuyên"),
            TaskFacts("Tăng thời lượng phát sóng", "Phòng Văn hóa", product="Bản tin"),
            TaskFacts("Lập danh sách", "Công an xã", due_on=date(2026, 6, 1)),
        ),
        "teams": (TeamFacts("Tổ 1", "commune", "Đôn đốc", (TeamMemberFacts("Công an xã", 4),), 4),),
        "rules": (RuleFacts("weekly", "báo cáo tuần trước 11 giờ thứ Hai", "V"),),
        "recipients": (
            RecipientFacts("UBND tỉnh", "report"),
            RecipientFacts("Công an xã", "execute"),
            RecipientFacts("Lưu: VT, CAX", "file"),
        ),
        "quotas": tuple(QuotaFacts("A1", unit, 100 + n) for n, unit in enumerate(UNITS)),
    }
    return PlanFacts(**{**fields, **over})


def frame(facts: PlanFacts, **over: Any) -> Frame:
    fields = {
        "names": NAMES,
        "letterhead": letterhead_of(facts, "Xã Phú Riềng", "KH-UBND"),
        "issuer_name": "Ủy ban nhân dân xã Phú Riềng",
        "signature": Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Nguyễn Văn A"),
        "dated": date(2026, 2, 5),
        "is_draft": False,
        "is_illustrative": False,
    }
    return replace(Frame(**fields), **over)
