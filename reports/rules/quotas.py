"""Does the sum fit, who carries how much, is it possible: a target's quotas judged and said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from plans.rules.goals import TargetFacts
from reports.rules.decisions import names_text
from reports.rules.progress import least_count, required_count
from reports.rules.sentences import pace_text
from targets.rules.quotas import WEEK, Level, Method, Share, owed_per_day
from vietnamese.numbers import format_count, percent_of

METHOD_LABELS: dict[Method, str] = {
    Method.LEFT: "Theo số còn phải làm",
    Method.POPULATION: "Theo số dân của nhóm",
    Method.EVENLY: "Chia đều",
    Method.CAPACITY: "Theo khả năng (7 ngày tốt nhất)",
    Method.HAND: "Nhập tay",
}
_LACKS = {
    Method.LEFT: "số đầu kỳ hoặc số dân",
    Method.POPULATION: "số dân",
    Method.CAPACITY: "số đầu kỳ hoặc số liệu của đủ 7 ngày",
}


class Load(StrEnum):
    """Whether a unit can carry its quota, held against its people and its own best week."""

    DONE = "done"
    LIGHT = "light"
    HEAVY = "heavy"
    IMPOSSIBLE = "impossible"
    NONE = "none"
    UNKNOWN = "unknown"


LOAD_LABELS: dict[Load, str] = {
    Load.DONE: "đã đủ",
    Load.LIGHT: "vừa sức",
    Load.HEAVY: "quá tuần tốt nhất",
    Load.IMPOSSIBLE: "vượt số người",
    Load.NONE: "chưa giao",
    Load.UNKNOWN: "chưa so được",
}
# The shapes and colours that the progress pages give to states.
LOAD_SHAPES: dict[Load, str] = {
    Load.DONE: "reached",
    Load.LIGHT: "on_track",
    Load.HEAVY: "at_risk",
    Load.IMPOSSIBLE: "late",
    Load.NONE: "not_started",
    Load.UNKNOWN: "no_data",
}
BEYOND = frozenset({Load.HEAVY, Load.IMPOSSIBLE})


@dataclass(frozen=True)
class Given:
    """A target as it is handed out: its total (None: unknown), the unit it is measured in, the days left.

    `is_rate`: the figures are for each day and are not worked off. `gross` is the total before people
    were deducted.
    """

    total: int | None
    measure: str
    days: int | None = None
    is_rate: bool = False
    gross: int | None = None


@dataclass(frozen=True)
class Burden:
    """One unit's part of a target and what it asks of the unit."""

    name: str
    share: Share
    given: Given

    @property
    def more(self) -> int | None:
        """What is still to be done of the quota."""
        if self.share.quota is None or self.given.is_rate or not self.share.has_start:
            return None
        return max(self.share.quota - self.share.counted, 0)

    @property
    def per_day(self) -> int | None:
        """What each day left must bring; None where none is left or no day is set."""
        if self.given.is_rate:
            return self.share.quota
        if self.more is None or self.given.days is None:
            return None
        return owed_per_day(self.more, self.given.days)

    @property
    def best_per_day(self) -> Decimal | None:
        """The mean day of the unit's best seven."""
        best = self.share.best
        if best is None:
            return None
        return (Decimal(best) / WEEK).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)

    @property
    def best_text(self) -> str:
        return "" if self.best_per_day is None else pace_text(self.best_per_day)

    @property
    def part(self) -> Decimal | None:
        """The unit's part of the whole target, in percent."""
        if self.share.quota is None or not self.given.total:
            return None
        return percent_of(self.share.quota, self.given.total)

    @property
    def load(self) -> Load:
        quota, most = self.share.quota, self.share.most
        if quota is None:
            return Load.NONE
        if most is not None and quota > most:
            return Load.IMPOSSIBLE
        if self.more == 0:
            return Load.DONE
        if self.share.best is None or (self.given.days is None and not self.given.is_rate):
            return Load.UNKNOWN
        return Load.LIGHT if self._is_within_best(quota) else Load.HEAVY

    def _is_within_best(self, quota: int) -> bool:
        if self.given.is_rate:
            return quota * WEEK <= (self.share.best or 0)
        reach = self.share.reach(self.given.days or 0)
        return reach is None or quota <= reach

    @property
    def load_label(self) -> str:
        return LOAD_LABELS[self.load]

    @property
    def load_shape(self) -> str:
        return LOAD_SHAPES[self.load]


def is_each(target: TargetFacts) -> bool:
    """Whether the goal holds for every unit by itself, not for all of them together."""
    kind = target.goal.kind
    if target.counted_by == "person" and kind in {"per_officer", "per_day"}:
        return True
    return target.goal.each and kind in {"count", "per_day"}


def why_not_split(target: TargetFacts) -> str:
    """Why a target has no quotas; "" where it has."""
    denominator = target.goal.denominator
    if target.indicator is None:
        return "Chưa rõ loại số liệu của chỉ tiêu nên chưa chia được."
    if target.goal.kind == "per_period":
        return "Chỉ tiêu theo kỳ: mỗi đơn vị làm đủ số lần của kỳ, không chia số."
    if target.goal.kind == "percent" and denominator and denominator.kind == "indicator":
        return "Tỷ lệ tính trên kết quả của loại số liệu khác, thay đổi hằng ngày, nên không giao thành số."
    return ""


def may_be_split(target: TargetFacts) -> bool:
    """Whether the target stands and is of a kind that has parts."""
    return target.review != "dropped" and not why_not_split(target)


def total_owed(target: TargetFacts, people: int | None, units: int) -> int | None:
    """What the parts must sum to: of `people`, or so many times as there are units; None is unknown."""
    goal = target.goal
    if goal.kind == "percent":
        return None if people is None else required_count(goal.value, people, target.operator)
    least = least_count(goal.value, target.operator)
    return least * units if is_each(target) or goal.kind == "per_officer" else least


def sum_text(level: Level, measure: str) -> str:
    """Whether what is handed out sums to what is owed: "Đã giao 35.000, còn thiếu 97 tài khoản so với chỉ tiêu 35.097"."""
    given = f"{format_count(level.given)} {measure}"
    if not level.given:
        owed = "" if level.owed is None else f" trong {format_count(level.owed)} {measure}"
        return f"Chưa giao cho đơn vị nào{owed}."
    if level.owed is None:
        return f"Đã giao {given}; chưa có mẫu số để đối chiếu với chỉ tiêu."
    if level.lacking == 0:
        return f"Tổng giao {given}, khớp với chỉ tiêu."
    word = "thiếu" if level.lacking > 0 else "vượt"
    difference = format_count(abs(level.lacking))
    return f"Tổng giao {given}, {word} {difference} so với chỉ tiêu {format_count(level.owed)}."


def reasons_of(level: Level, given: Given, burdens: Sequence[Burden]) -> list[str]:
    """Why the parts do not sum to the target, as far as the figures tell; [] where they do."""
    if not level.given or level.owed is None or level.lacking == 0:
        return []
    found = [deducted_text(given, level)]
    if level.lacking > 0:
        found += [_not_given(burdens), _no_more_people(burdens)]
    else:
        found.append(_already_done(level, burdens))
    found.append(_fixed(burdens))
    said = [text for text in found if text]
    return said or ["Các số được nhập tay, không cộng lại bằng chỉ tiêu."]


def deducted_text(given: Given, level: Level) -> str:
    """How much of a difference comes from people deducted; "" where none were."""
    taken = (given.gross or 0) - (given.total or 0)
    if given.gross is None or taken <= 0:
        return ""
    is_all = -level.lacking == taken
    word = "Đúng bằng" if is_all else "Trong đó có"
    return f"{word} {format_count(taken)} được giám trừ khỏi chỉ tiêu (trước giám trừ {format_count(given.gross)})."


def _not_given(burdens: Sequence[Burden]) -> str:
    names = [b.name for b in burdens if b.load == Load.NONE]
    return f"Chưa giao cho {names_text(names)}." if names else ""


def _no_more_people(burdens: Sequence[Burden]) -> str:
    free = [b for b in burdens if not b.share.is_fixed and b.share.quota is not None]
    full = [b for b in free if b.share.most is not None and (b.share.quota or 0) >= b.share.most]
    if not full or len(full) < len(free):
        return ""
    return f"{len(full)} đơn vị được giao hết số người của mình, không còn ai để giao thêm."


def _already_done(level: Level, burdens: Sequence[Burden]) -> str:
    done = sum(b.share.counted for b in burdens)
    if level.owed is None or done <= level.owed:
        return ""
    return f"Các đơn vị đã làm được {format_count(done)}, nhiều hơn chỉ tiêu."


def _fixed(burdens: Sequence[Burden]) -> str:
    names = [b.name for b in burdens if b.share.is_fixed]
    return f"Số của {names_text(names)} được giữ nguyên khi chia." if names else ""


def verdict_of(*, fit: int, given: int, all_targets: int, beyond: int) -> str:
    """Of all targets: how many sums fit, how many are not handed out, how many parts are too much."""
    if not all_targets:
        return "Kế hoạch không có chỉ tiêu nào chia được cho các đơn vị."
    if not given:
        return f"Chưa giao chỉ tiêu nào trong {all_targets} chỉ tiêu chia được."
    said = [f"Tổng giao khớp ở {fit} trong {given} chỉ tiêu đã giao"]
    if all_targets > given:
        said.append(f"{all_targets - given} chỉ tiêu chưa giao cho ai")
    said.append(
        f"{beyond} phần giao vượt sức đơn vị" if beyond else "không phần nào vượt sức đơn vị"
    )
    return f"{'; '.join(said)}."


def own_verdict(own: Sequence[Burden], name: str) -> str:
    """The same for one unit that hands nothing out."""
    given = [b for b in own if b.load != Load.NONE]
    if not given:
        return f"{name} chưa được giao chỉ tiêu nào."
    beyond = sum(b.load in BEYOND for b in given)
    done = sum(b.load == Load.DONE for b in given)
    said = f"{name} được giao {len(given)} chỉ tiêu"
    said += f", {done} chỉ tiêu đã đủ" if done else ""
    return f"{said}; {beyond} chỉ tiêu cần nhanh hơn tuần tốt nhất." if beyond else f"{said}."


def load_text(burdens: Sequence[Burden]) -> str:
    """Who is asked for more than it ever did, the worst first; else that everybody can."""
    known = [b for b in burdens if b.load not in {Load.NONE, Load.UNKNOWN}]
    if not known:
        return _unknown_words(burdens)
    impossible = [b for b in known if b.load == Load.IMPOSSIBLE]
    heavy = sorted((b for b in known if b.load == Load.HEAVY), key=_strain, reverse=True)
    said = []
    if impossible:
        said.append(f"{names_text([_people_words(b) for b in impossible])}.")
    if heavy:
        said.append(
            f"{_count_words(heavy, known)}: {names_text([_heavy_words(b) for b in heavy])}."
        )
    return " ".join(said) or _all_can(known, burdens)


def _unknown_words(burdens: Sequence[Burden]) -> str:
    if burdens and not any(b.share.has_start for b in burdens):
        return "Chưa có số đầu kỳ của các đơn vị nên chưa biết còn phải làm bao nhiêu."
    return "Chưa có số liệu của đủ 7 ngày để so với khả năng của các đơn vị." if burdens else ""


def _strain(burden: Burden) -> Decimal:
    """By how much a unit must beat its best week."""
    return Decimal(burden.per_day or 0) - Decimal(burden.share.best or 0) / WEEK


def _people_words(burden: Burden) -> str:
    quota, most = burden.share.quota or 0, burden.share.most or 0
    return f"{burden.name} được giao {format_count(quota)} nhưng chỉ có {format_count(most)} người"


def _heavy_words(burden: Burden) -> str:
    if burden.per_day is None:
        return f"{burden.name} (đã hết hạn, còn {format_count(burden.more or 0)})"
    return f"{burden.name} (cần {format_count(burden.per_day)}, tốt nhất {burden.best_text}/ngày)"


def _count_words(heavy: Sequence[Burden], known: Sequence[Burden]) -> str:
    return f"{len(heavy)}/{len(known)} đơn vị phải làm nhanh hơn tuần tốt nhất của mình"


def _all_can(known: Sequence[Burden], burdens: Sequence[Burden]) -> str:
    rest = len(burdens) - len(known)
    others = f"; {rest} đơn vị chưa có số liệu để so" if rest else ""
    return f"Cả {len(known)} đơn vị đều làm được với tốc độ tuần tốt nhất của mình{others}."


def unmeasured_text(names: Sequence[str], method: Method) -> str:
    """Why a method cannot be used: "Chưa chia được theo số dân: Thôn A chưa có số dân."."""
    if not names:
        return ""
    label = METHOD_LABELS[method]
    return (
        f"{label}: chưa chia được vì {names_text(names)} chưa có {_LACKS.get(method, 'số liệu')}."
    )


def rest_text(rest: int, measure: str) -> str:
    """What a split could not place, or could not avoid; "" where it came out even."""
    if rest > 0:
        return f"Còn {format_count(rest)} {measure} chưa giao được: các đơn vị không còn người."
    if rest < 0:
        return f"Nhiều hơn chỉ tiêu {format_count(-rest)} {measure}: các đơn vị đã làm được, hoặc số giữ nguyên, nhiều hơn chỉ tiêu."
    return ""


def whole_text(burdens: Sequence[Burden], measure: str) -> str:
    """What all units together must bring a day, against all their best weeks together."""
    if any(b.per_day is None or b.best_per_day is None for b in burdens) or not burdens:
        return ""
    need = sum(b.per_day or 0 for b in burdens)
    best = Decimal(sum(b.share.best or 0 for b in burdens)) / WEEK
    if not need:
        return ""
    verdict = "vừa sức" if need <= best else "vượt sức"
    shown = pace_text(best.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
    return (
        f"Cộng lại mỗi ngày phải đạt {format_count(need)} {measure}, các tuần tốt nhất cộng lại "
        f"được {shown}/ngày: {verdict}."
    )
