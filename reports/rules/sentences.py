"""What the progress pages say in words, from the figures alone; what is unknown is not said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from reports.rules.progress import UNDECIDED, Progress, State
from vietnamese.dates import format_date, format_day_month
from vietnamese.numbers import format_count, format_decimal, format_percent, percent_of

PERCENT, PER_DAY, PER_PERIOD, PER_OFFICER = "percent", "per_day", "per_period", "per_officer"
ROUGH_FROM = 100  # a forecast of this size is told to the nearest ten
WHOLE_PACE_FROM = 10
REASONS = {
    State.NOT_STARTED: "Chưa đến thời gian thực hiện.",
    State.MEASURED: "Kế hoạch không ghi thời hạn nên chưa có lộ trình để so sánh.",
}


@dataclass(frozen=True)
class Verdict:
    """The page's first sentence: how many targets will be reached, and the worst shortfall."""

    summary: str
    subject: str = ""
    shortfall: str = ""


@dataclass(frozen=True)
class Share:
    """A bar: the part done and where the path should be, in percent of its length."""

    done: Decimal | None
    mark: Decimal | None


def is_main(row: Progress) -> bool:
    """Whether a forecast can be made: a target with a path, or a share of another total."""
    if row.state in UNDECIDED:
        return False
    return row.path is not None or (row.target.goal_kind == PERCENT and row.percent is not None)


def will_arrive(row: Progress) -> bool:
    """Whether the target is met, or will be by its last day at the present speed."""
    if row.state == State.REACHED:
        return True
    return row.forecast is not None and row.required is not None and row.forecast >= row.required


def shortfall(row: Progress) -> int:
    """How much the forecast falls short of the requirement; never negative."""
    if row.required is None:
        return 0
    reached = row.forecast if row.forecast is not None else row.done or 0
    return max(row.required - reached, 0)


def worst_of(rows: Iterable[Progress]) -> Progress | None:
    """The main target that will miss by the largest part of its own work; None where none is judged."""
    main = [row for row in rows if is_main(row)]
    return max(main, key=_missed_part, default=None)


def _missed_part(row: Progress) -> tuple[bool, Decimal]:
    work = max((row.required or 0) - (row.start or 0), 1)
    return row.path is not None, Decimal(shortfall(row)) / work


def verdict_of(rows: Sequence[Progress], *, ends_on: date | None, complete_to: date) -> Verdict:
    """Will the plan be met: said of every target that can be forecast."""
    main = [row for row in rows if is_main(row)]
    if not main:
        return Verdict("Chưa đủ số liệu để kết luận về chỉ tiêu nào.")
    is_over = ends_on is not None and complete_to >= ends_on
    met = [row for row in main if (row.state == State.REACHED if is_over else will_arrive(row))]
    summary = f"{_opening(ends_on, is_over=is_over)} {_of_all(len(met), len(main))}."
    missing = [row for row in main if row not in met]
    worst = worst_of(missing)
    if worst is None or not shortfall(worst):
        return Verdict(summary)
    verb = "thiếu" if is_over else "dự báo thiếu khoảng"
    gap = worst.missing or 0 if is_over else roughly(shortfall(worst))
    amount = f"{verb} {format_count(gap)} {worst.target.measure}"
    return Verdict(summary, worst.target.short_label, amount)


def _opening(ends_on: date | None, *, is_over: bool) -> str:
    if ends_on is None:
        return "Dự báo đạt"
    if is_over:
        return f"Đợt đã kết thúc ngày {format_date(ends_on)}, đạt"
    return f"Đến {format_day_month(ends_on)} dự báo đạt"


def _of_all(met: int, judged: int) -> str:
    if met == judged:
        return f"cả {judged} chỉ tiêu tính được" if judged > 1 else "chỉ tiêu tính được"
    return f"{met} trong {judged} chỉ tiêu tính được"


def roughly(value: int) -> int:
    """A forecast's size to the nearest ten from one hundred on: more would feign precision."""
    return value if value < ROUGH_FROM else (value + 5) // 10 * 10


def pace_text(pace: Decimal) -> str:
    """A speed: whole from ten on, else to one place."""
    if pace >= WHOLE_PACE_FROM:
        return format_count(int(pace.quantize(Decimal(1), rounding=ROUND_HALF_UP)))
    return format_decimal(pace.normalize() if pace else Decimal(0))


def sentence_of(row: Progress) -> str:
    """What a target needs now: speed owed, speed achieved, distance to the path."""
    if row.state in UNDECIDED:
        return _why_undecided(row)
    if row.target.goal_kind == PER_DAY:
        return _rate_sentence(row)
    return _officers_sentence(row) if _is_of_officers(row) else _level_sentence(row)


def _is_of_officers(row: Progress) -> bool:
    """Whether the row is of several officers, each with his own number to reach."""
    return row.target.goal_kind == PER_OFFICER and bool(row.note)


def _level_sentence(row: Progress) -> str:
    if row.path is None or row.target.goal_kind == PER_PERIOD:
        return f"Yêu cầu {row.target.goal_text}."
    if row.state == State.REACHED:
        return f"Đã đạt mức giao {row.target.goal_text}."
    if row.state == State.OVERDUE:
        last = format_date(row.path.points[-1].day)
        return f"Hết hạn ngày {last}, còn thiếu {_amount(row.missing or 0, row)}."
    said = f"{_speeds(row)}{gap_of(row)}."
    return f"{said[:1].upper()}{said[1:]}"


def _why_undecided(row: Progress) -> str:
    if row.state == State.NO_DENOMINATOR and row.denominator_label and row.denominator is None:
        label = row.denominator_label
        return f"Chưa có mẫu số: {label[:1].lower()}{label[1:]}."
    return row.note or REASONS.get(row.state, "Chưa có số liệu báo cáo.")


def _rate_sentence(row: Progress) -> str:
    asked = f"Yêu cầu {row.target.goal_text}"
    recent = f", gần đây {pace_text(row.pace)}/ngày" if row.pace is not None else ""
    return f"{asked}{recent}. {row.note}".rstrip()


def _officers_sentence(row: Progress) -> str:
    """How many officers have reached theirs; while days are left, what the others owe a day."""
    speeds = _speeds(row).removesuffix("; ") if row.days_left and row.state != State.REACHED else ""
    return f"{row.note} {speeds}.".replace(" .", "")


def _speeds(row: Progress) -> str:
    if row.required_per_day is None or row.pace is None:
        return ""
    needed = _amount(row.required_per_day, row)
    return f"Cần {needed}/ngày, đang đạt {pace_text(row.pace)}; "


def gap_of(row: Progress) -> str:
    """ "chậm 557 tài khoản so với tiến độ", "vượt ..." or "đúng tiến độ"."""
    behind = row.behind or 0
    if behind == 0:
        return "đúng tiến độ"
    word = "chậm" if behind > 0 else "vượt"
    return f"{word} {_amount(abs(behind), row)} so với tiến độ"


def _amount(value: int, row: Progress) -> str:
    return f"{format_count(value)} {row.target.measure}"


def picture_text(row: Progress, drawn_to: date) -> str:
    """The burn-up picture in words, for those who do not see it."""
    if row.path is None or row.done is None:
        return ""
    owed = row.path.points[-1]
    goal = f"{format_count(owed.value)} {row.target.measure}"
    said = [
        f"Biểu đồ lũy kế {row.target.short_label}, {row.unit_name}:",
        f"đến hết ngày {format_date(drawn_to)} đạt {format_count(row.done)} trên {goal};",
        f"theo lộ trình phải đạt {format_count(row.path.expected_on(drawn_to))};",
    ]
    if row.forecast is not None and row.days_left:
        said.append(
            f"với tốc độ gần đây, đến hết ngày {format_date(owed.day)}"
            f" dự báo đạt {format_count(row.forecast)};"
        )
    said.append(f"thời hạn {row.target.deadline_text or format_date(owed.day)}.")
    return " ".join(said)


def ratio_text(row: Progress) -> str:
    """The two numbers of the percent, "1.889 / 5.045 tài khoản"; the sum alone where there is no whole."""
    if row.done is None:
        return ""
    if row.target.goal_kind == PER_PERIOD:
        return row.note.rstrip(".")
    whole = row.denominator if row.percent is not None else row.required
    if whole is None:
        return _amount(row.done, row)
    return f"{format_count(row.done)} / {_amount(whole, row)}"


def denominator_text(row: Progress) -> str:
    """What the percent is of, and at what date; nothing where there is no percent."""
    if row.percent is None or row.denominator is None or row.target.goal_kind == PER_PERIOD:
        return ""
    label = row.denominator_label or "mẫu số kế hoạch nêu"
    as_of = row.denominator_as_of
    dated = f", tính đến {format_date(as_of)}" if as_of else ", kế hoạch chưa ghi ngày chốt"
    needed = ""
    if row.required is not None and row.required != row.denominator:
        needed = f"; cần đạt {format_count(row.required)}"
    people = f"{format_count(row.denominator)}{deducted_text(row)}"
    return f"Mẫu số: {label[:1].lower()}{label[1:]} {people}{dated}{needed}."


def deducted_text(row: Progress) -> str:
    """ " (đã giám trừ 3 trong 100)": what makes the net denominator of the gross one; "" without any."""
    if not row.deducted or row.gross is None:
        return ""
    return f" (đã giám trừ {format_count(row.deducted)} trong {format_count(row.gross)})"


def share_of(row: Progress) -> Share:
    """The bar of a row, against its denominator, or its requirement where it has none."""
    if row.target.goal_kind == PER_PERIOD:
        return Share(row.percent, Decimal(100))
    whole = row.denominator if row.percent is not None else row.required
    if not whole or row.done is None:
        return Share(None, None)
    if row.path is None and row.percent is not None:
        return Share(_within(row.percent), row.target.goal_value)
    mark = percent_of(row.expected, whole) if row.expected is not None else None
    return Share(_within(percent_of(row.done, whole)), _within(mark))


def _within(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else min(percent, Decimal(100))


def share_text(share: Share) -> str:
    """The bar read aloud; nothing where nothing is known."""
    if share.done is None:
        return ""
    if share.mark is None:
        return format_percent(share.done)
    return f"{format_percent(share.done)}, theo lộ trình {format_percent(share.mark)}"


def quota_text(given: int | None, required: int | None, measure: str) -> str:
    """Whether the parts given to the units sum to the target (rule: sums to it, or is explained)."""
    if given is None:
        return "Chưa giao chỉ tiêu cho đơn vị nào."
    if required is None:
        return f"Tổng giao {format_count(given)} {measure}; kế hoạch chưa nêu mẫu số để đối chiếu."
    if given == required:
        return f"Tổng giao {format_count(given)} = chỉ tiêu {format_count(required)}."
    word = "ít hơn" if given < required else "nhiều hơn"
    difference = format_count(abs(required - given))
    return (
        f"Tổng giao {format_count(given)}, {word} chỉ tiêu {format_count(required)}"
        f" là {difference} {measure}."
    )


def daily_sum_text(whole: Progress, units: Sequence[Progress]) -> str:
    """Why the units' numbers a day do not add up to the whole unit's: each is rounded up by itself."""
    known = [row.required_per_day for row in units if row.required_per_day is not None]
    own, total = whole.required_per_day, sum(known)
    if own is None or not known or own == total:
        return ""
    return (
        "Cần/ngày của từng đơn vị làm tròn lên nên cộng lại là"
        f" {format_count(total)}, chung toàn đơn vị là {format_count(own)}."
    )


def start_sum_text(whole: Progress, units: Sequence[Progress]) -> str:
    """Why the units' numbers do not add up to the whole unit's: its level before the plan is not theirs."""
    if whole.target.goal_kind != "percent" or whole.start is None or not units:
        return ""
    known = [row.start for row in units if row.start is not None]
    own, total = format_count(whole.start), sum(known)
    if whole.start == total:
        return ""
    if len(known) < len(units):
        return (
            f"“Cộng” gồm số đầu kỳ {own} của toàn đơn vị; {len(units) - len(known)} đơn vị chưa có"
            " số đầu kỳ riêng."
        )
    return (
        f"Số đầu kỳ của toàn đơn vị là {own}; số đầu kỳ đã biết của các đơn vị cộng lại là"
        f" {format_count(total)}, chênh lệch {format_count(abs(whole.start - total))}."
    )


@dataclass(frozen=True)
class Line:
    """A row of progress with what a page says of it."""

    row: Progress

    @property
    def sentence(self) -> str:
        return sentence_of(self.row)

    @property
    def behind_text(self) -> str:
        """The distance to the path in a table: "chậm 57", "vượt 12", "đúng"."""
        behind = self.row.behind
        if behind is None:
            return ""
        if behind == 0:
            return "đúng"
        return f"{'chậm' if behind > 0 else 'vượt'} {format_count(abs(behind))}"

    @property
    def ratio(self) -> str:
        return ratio_text(self.row)

    @property
    def denominator(self) -> str:
        return denominator_text(self.row)

    @property
    def share(self) -> Share:
        return share_of(self.row)

    @property
    def share_label(self) -> str:
        return share_text(self.share)
