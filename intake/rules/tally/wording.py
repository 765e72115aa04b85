"""Words that give a cell its part in a table: headings, totals, and columns that hold no counts."""

import re
from enum import Enum, StrEnum, auto
from functools import lru_cache

from vietnamese.text import comparable, fold


class Word(Enum):
    """What a text makes of its row: nothing (a running number), a row like others, a sum, or no row of counts."""

    ORDINAL = auto()
    PLAIN = auto()
    TOTAL = auto()
    OTHER = auto()


class Role(StrEnum):
    """What a heading says about its column."""

    ORDINAL = "ordinal"
    UNIT = "unit"
    INDICATOR = "indicator"
    COHORT = "cohort"
    DAY = "day"
    VALUE = "value"
    TOTAL = "total"
    SKIP = "skip"


_HEADINGS = {
    Role.ORDINAL: "stt, tt, s t t, so tt, so thu tu, thu tu, #, no, ma so, hang",
    Role.UNIT: "don vi, ten don vi, thon, ten thon, ap, khom, xom, ban, buon, khu pho, to dan pho, to, dia ban, "
    "dia phuong, thon ap, ap thon, thon to dan pho, don vi thon, don vi bao cao, ten thon ap, xa, noi bao cao, "
    "khu dan cu, khu vuc, khu vuc thon, dia ban thon, thon to, hoc sinh thuoc thon, thuoc thon, d vi, dv",
    Role.INDICATOR: "noi dung, chi tieu, ten chi tieu, loai so lieu, chi tieu thong ke, tieu chi, nhiem vu, hang muc, "
    "cong viec, noi dung cong viec, loai, noi dung thuc hien, chi so, loai ho so, noi dung theo doi, loai viec",
    Role.COHORT: "lua tuoi, do tuoi, nhom tuoi, doi tuong, nhom doi tuong, nhom, tuoi",
    Role.DAY: "ngay, ngay bao cao, ngay thang, ngay thang nam, thoi gian, ngay thuc hien, ngay nhap, "
    "ngay so lieu, ngay trong tuan, cac ngay trong tuan",
    Role.VALUE: "so luong, ket qua, so lieu, gia tri, thuc hien, da thuc hien, so luong thuc hien, phat sinh, "
    "ket qua thuc hien, ket qua trong ngay, trong ngay, so phat sinh, so phat sinh trong ngay, "
    "so lieu trong ngay, ket qua ngay, thuc hien trong ngay, sl, so luong ho so, ket qua tuan, "
    "ho so, so ho so, so nguoi, nguoi, so tai khoan, so the, so thu nhan, "
    "da lam, da lam trong ngay, trong ky, hom nay, ca ngay, thuc hien ngay, ket qua hom nay, trong ngay hom nay, thuc hien trong ky",
    Role.SKIP: "ghi chu, don vi tinh, dvt, nguoi nhap, nguoi lap, can bo, phu trach, nguoi phu trach, xep hang, "
    "can bo phu trach, so dien thoai, sdt, dien thoai, nhan xet, danh gia, thu, danh sach, ly do, dan so, so ho, nhan khau, so nhan khau, tong nhan khau, "
    "chi tieu ngay, chi tieu tuan, chi tieu duoc giao",
}
_ROLE_OF = {
    words.strip(): role for role, listed in _HEADINGS.items() for words in listed.split(",")
}
# A heading made of such words only ("Tên các thôn, ấp"), the last ones of which decide.
_MADE_OF = tuple(
    (role, frozenset(f"{beside} {deciding}".split()), frozenset(deciding.split()))
    for role, beside, deciding in (
        (Role.UNIT, "ten cac va", "thon ap khom xom"),
        (Role.COHORT, "theo chia cac va do lua nhom", "tuoi"),
        (Role.DAY, "thang nam cac bao cao thuc hien ghi nhan lam viec", "ngay"),
    )
)
# Looked for anywhere in a heading: such a column or row shows something else than the day's count.
_NOT_THE_COUNT = re.compile(
    r"\b(?:luy ke|ty le|ti le|con lai|con thieu|con phai|giao|ke hoach|so voi|chua|giam tru|tang\b.*\bgiam|xep hang|ghi chu|hom truoc|ngay truoc"
    r"|tuan truoc|ky truoc|thang truoc|hom qua|dat|muc tieu|phan dau|du kien|uoc (?:thuc hien|dat|tinh)|tong dan so|nhan khau thuong tru"
    r"|tu dau (?:chien dich|dot|ke hoach|nam|thang|tuan)|cong don|tich luy)\b|%"
)
_STARTS_OTHER_ROW = re.compile(
    r"(?:luy ke|ty le|ti le|so voi|con lai|con thieu|chi tieu giao|ke hoach giao|tich luy|cong don|%)"
)
_TOTAL_ACCENTED = re.compile(
    r"(?:tổng|cộng)\b(?! hồ sơ)|(?:toàn|cả) (?:xã|phường|thôn|tuần|đợt)\b|.+ tổng(?: cộng)?$"
)
_TOTAL_PLAIN = re.compile(
    r"(?:tong|cong|tc|tong cong|tong so|cong don|total|toan xa"
    r"|(?:(?:cong|so|trang truoc) )?(?:mang|chuyen) sang(?: trang sau)?)"
    r"(?: (?:toan |ca )?(?:xa|phuong|thon|cum|tuan|dot|cac thon)\b.*)?\s*:?"
)
# Beside an age group these say no more than the heading above it does.
_SAYS_NOTHING = re.compile(
    r"(?:\b(?:nhom (?:\d|[ivx]+)|so|luong|tong|ket|qua|thuc|hien|trong|ngay|do|nhom|do tuoi|lua|tuoi|nguoi|dan|cong|tre|em|chau|cac|hoc|sinh"
    r"|doi|tuong|la|co|gom|thuoc)\b[\s.:/+]*|[+.:/]\s*)*"
)
_BLANK_MARKS = frozenset({"", "-", "–", "—", "x", "X", "…", "...", ".", "--", "×"})
_HEADING_MARKS = re.compile(r"[().,:/\\\-–_*]+")
_BRACKETS = re.compile(r"\(.*?\)")  # "Số lượng (người)"
_ROMAN = re.compile(r"(?:X{0,3})(?:IX|IV|V?I{0,3})", re.IGNORECASE)
_LEADING_ORDINAL = re.compile(
    r"^(?:[-–—+•*·]+\s*(?=[^\W\d])|(?:[IVX]+|\d{1,2}|[a-zđ])\s*(?:[.)]\s*|/\s*(?=[^\W\d])))",
    re.IGNORECASE,
)
_MAX_ORDINAL = 20  # letters
_PLACE_WORD = re.compile(r"(?:thon|ap|khom|xom|buon|khu pho|to dan pho|tdp)\b")
_LETTERHEAD = re.compile(
    r"(?:uy ban nhan dan|ubnd|cong an|to cong tac|to de an|dang uy|hdnd|cong hoa xa hoi|doc lap|ban chi dao"
    r"|so (?=giao duc|y te|tu phap|noi vu|tai chinh|cong thuong|xay dung|khoa hoc|van hoa|nong nghiep|dan toc|ngoai vu)"
    r"|kinh gui|mat tran|ubmttq|tinh (?!hinh|den|toi|tu)|huyen |thanh pho )"
)


def heading_role(text: str) -> Role | None:
    """The role that a heading's words give it, None for any other text."""
    folded = fold(text)
    if folded == "#":
        return Role.ORDINAL
    if comparable(text) == "thứ tư":  # a day, where "thứ tự" numbers the rows
        return None
    plain, without_brackets = _plain(folded), _plain(_BRACKETS.sub(" ", folded))
    return _ROLE_OF.get(plain) or _ROLE_OF.get(without_brackets) or _role_of_words(plain)


def _role_of_words(plain: str) -> Role | None:
    words = set(plain.split())
    fitting = (
        role for role, allowed, deciding in _MADE_OF if words <= allowed and words & deciding
    )
    return next(fitting, None)


def _plain(folded: str) -> str:
    return " ".join(_HEADING_MARKS.sub(" ", folded).split())


def is_total(text: str) -> bool:
    """Cộng, Tổng số, TỔNG CỘNG, Cộng cụm 1; but not "công an", nor the indicator "Tổng hồ sơ"."""
    return bool(_TOTAL_ACCENTED.match(comparable(text)) or _TOTAL_PLAIN.fullmatch(fold(text)))


def shows_something_else(text: str) -> bool:
    """Lũy kế, tỷ lệ, còn lại, chỉ tiêu giao: figures about the count, never the count itself."""
    return bool(_NOT_THE_COUNT.search(fold(text)))


def starts_other_row(text: str) -> bool:
    """A row that begins with such words (Lũy kế ..., Tỷ lệ ...) is no row of counts."""
    return bool(_STARTS_OTHER_ROW.match(fold(without_ordinal(text))))


def says_nothing(text: str) -> bool:
    """What is left of a heading without its age group, where it names nothing: số người, nhóm 1, trong đó."""
    return bool(_SAYS_NOTHING.fullmatch(text)) or heading_role(text) in {Role.VALUE, Role.COHORT}


def is_blank_mark(text: str) -> bool:
    """What people type for "nothing reported"; 0 is not among them."""
    return text.strip() in _BLANK_MARKS


def is_ordinal(value: object) -> bool:
    """1, "2.", "III", "a)": a running number at the start of a row."""
    if isinstance(value, int):
        return True
    return isinstance(value, str) and len(value) <= _MAX_ORDINAL and _is_ordinal_text(value)


@lru_cache(maxsize=1 << 12)
def _is_ordinal_text(value: str) -> bool:
    text = value.strip().rstrip(".)")
    return bool(text) and (text.isdigit() or is_roman(text) or (len(text) == 1 and text.isalpha()))


def is_roman(text: str) -> bool:
    """I to XXXIX, the numbers of group rows."""
    clean = text.strip().rstrip(".)")
    return bool(clean) and bool(_ROMAN.fullmatch(clean))


def without_ordinal(text: str) -> str:
    """ "II. Thôn Phú Hòa", "1) Thôn Phú Hòa" and "7/ Thôn Phú Hòa" without their numbers."""
    return _LEADING_ORDINAL.sub("", text)


def is_place(text: str) -> bool:
    """Whether a text begins as the name of a village does."""
    return bool(_PLACE_WORD.match(fold(text)))


def is_letterhead(text: str) -> bool:
    """The names of authorities above a title say who prints the form, not whose counts it holds."""
    return bool(_LETTERHEAD.match(fold(text)))
