"""What the sender reads about a cell: what is wrong, and what to do. Where it is stands beside it."""

from datetime import date

from intake.rules.tally.claims import Claim
from intake.rules.tally.types import Vocabulary
from intake.rules.tally.wording import Role
from vietnamese.dates import format_date
from vietnamese.numbers import format_count

_NO_TEXT = "(để trống)"
_SIDES = {
    Role.UNIT: "đơn vị",
    Role.INDICATOR: "chỉ tiêu",
    Role.COHORT: "nhóm đối tượng",
    Role.DAY: "ngày số liệu",
}


def _contradiction(what: str, claim: Claim) -> str:
    """Two places around one count name different ones."""
    return (
        f"Tệp ghi {what} ở nhiều chỗ không giống nhau: “{claim.text}”."
        " Đề nghị sửa cho thống nhất (tên trang tính, tiêu đề, dòng, cột)."
    )


def unknown_unit(claim: Claim | None, candidates: tuple[str, ...]) -> str:
    """No unit, or more than one, has the name."""
    if claim is None:
        return "Bảng không ghi đơn vị. Đề nghị ghi tên thôn vào bảng, tiêu đề hoặc tên trang tính."
    if claim.is_contradiction:
        return _contradiction("đơn vị", claim)
    start = f"Không xác định được đơn vị “{claim.text or _NO_TEXT}”."
    if candidates:
        return f"{start} Có thể là: {', '.join(candidates)}. Đề nghị ghi rõ tên."
    return f"{start} Đề nghị ghi đúng tên trong danh sách đơn vị."


def unknown_term(what: str, claim: Claim | None, candidates: tuple[str, ...]) -> str:
    """No indicator or cohort, or more than one, fits the words."""
    if claim is None:
        return f"Bảng không ghi {what}. Đề nghị ghi rõ {what} ở tiêu đề cột hoặc đầu dòng."
    if claim.is_contradiction:
        return _contradiction(what, claim)
    start = f"Không xác định được {what} “{claim.text or _NO_TEXT}”."
    if candidates:
        return f"{start} Có thể là: {'; '.join(candidates)}. Đề nghị ghi rõ."
    return f"{start} Đề nghị ghi theo biểu mẫu tải từ hệ thống."


def not_asked(indicator: str, cohort: str) -> str:
    """The plan has no such pair."""
    return f"Kế hoạch không thu số liệu “{indicator}” cho nhóm “{cohort}”. Đề nghị kiểm tra lại cột này."


def bad_date(claim: Claim | None) -> str:
    """No day can be read, or it is not one day."""
    if claim is None:
        return "Bảng không ghi ngày số liệu. Đề nghị ghi ngày ở tiêu đề, ví dụ: Ngày 01/6/2026."
    if claim.is_contradiction:
        return _contradiction("ngày", claim)
    return (
        f"Không đọc được ngày số liệu từ “{claim.text or _NO_TEXT}”. "
        "Đề nghị ghi một ngày cụ thể, ví dụ: 01/6/2026."
    )


def outside_plan(day: date, vocabulary: Vocabulary) -> str:
    """The day lies before the plan, after it, or in the future."""
    last = min(vocabulary.ends_on, vocabulary.today)
    return (
        f"Ngày {format_date(day)} ngoài thời gian nhập số liệu "
        f"(từ {format_date(vocabulary.starts_on)} đến {format_date(last)}). Đề nghị kiểm tra lại ngày."
    )


def day_locked(day: date) -> str:
    """The day is closed."""
    return f"Ngày {format_date(day)} đã khóa số liệu. Đề nghị liên hệ Trưởng Công an xã để mở khóa ngày này."


def outside_your_unit(name: str) -> str:
    """The unit is somebody else's."""
    return f"“{name}” không thuộc phạm vi nhập số liệu của tài khoản này. Đề nghị xóa dòng này khỏi tệp."


def above_population(value: int, people: int, unit: str, cohort: str) -> str:
    """More than there are people."""
    return (
        f"{format_count(value)} lớn hơn số nhân khẩu “{cohort}” của {unit} ({format_count(people)}). "
        "Đề nghị kiểm tra lại, có thể đã ghi số lũy kế."
    )


def conflicting(places: list[str]) -> str:
    """The same count twice, with two values."""
    return (
        f"Các ô {', '.join(places)} cùng một đơn vị, chỉ tiêu, nhóm đối tượng và ngày nhưng khác số. "
        "Đề nghị giữ lại một ô đúng."
    )


def written_twice(places: list[str]) -> str:
    """The same count in places that may be its parts, with one value."""
    return (
        f"Các ô {', '.join(places)} cùng một đơn vị, chỉ tiêu, nhóm đối tượng và ngày. "
        "Nếu là các phần của một số, đề nghị ghi số cộng; nếu ghi trùng, đề nghị giữ lại một ô."
    )


def not_a_number(text: str) -> str:
    """Words, a percent, a date."""
    return f"“{text}” không phải là số lượng. Đề nghị nhập một số nguyên, hoặc để trống nếu chưa có số liệu."


def not_whole(text: str) -> str:
    """A number with decimals."""
    return f"“{text}” không phải số nguyên. Đề nghị nhập số nguyên, dấu chấm chỉ dùng để ngăn hàng nghìn."


def negative(text: str) -> str:
    """Below zero."""
    return f"“{text}” là số âm. Đề nghị nhập số từ 0 trở lên."


def formula_error(text: str) -> str:
    """The formula shows an error."""
    return f"Công thức bị lỗi {text}. Đề nghị sửa công thức hoặc nhập trực tiếp con số."


def formula_without_value() -> str:
    """The file holds the formula but not its result."""
    return "Ô có công thức nhưng tệp không lưu kết quả. Đề nghị mở tệp bằng Excel, lưu lại rồi gửi lại."


def left_out(role: Role, text: str) -> str:
    """The sender said not to take in what stands under a name, or under none."""
    if text:
        return f"Theo trả lời của người gửi, không nhập “{text}”."
    return f"Theo trả lời của người gửi, không nhập các ô không ghi {_SIDES[role]}."


def understood_as(text: str, name: str) -> str:
    """A unit's name that was not written as listed."""
    return f"“{text}” được hiểu là “{name}”."
