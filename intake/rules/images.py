"""Photographs: whatever a phone sends in, a small plain JPEG comes out that says nothing but its picture.

Nothing of the file that was sent is kept: not where and when it was taken, not by which device, no
thumbnail, no bytes before, after or between. The picture is decoded and drawn anew.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from threading import Lock

from PIL import Image

from intake.rules.ledger import Refusal

MAX_BYTES = 8 * 1024 * 1024
MOST_PHOTOS = 6  # that may stand of a unit's day or of the proof of one duty
MOST_PIXELS = {"JPEG": 40_000_000, "PNG": 40_000_000, "WEBP": 20_000_000}  # by what decoding takes
LONGEST_SIDE = 1600
QUALITY = 75
# A camera writes ten at most; thousands of nearly empty ones would keep the decoder busy for minutes.
MOST_SCANS = 100
_SCAN = b"\xff\xda"
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112  # the EXIF tag
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

NOTHING = "Tệp ảnh không có dữ liệu. Đề nghị chụp hoặc chọn ảnh khác."
TOO_LARGE = "Ảnh lớn hơn 8 MB. Đề nghị chụp lại ở cỡ nhỏ hơn rồi gửi lại."
TOO_MANY_PIXELS = (
    "Ảnh có quá nhiều điểm ảnh (nhiều nhất 40 triệu, ảnh WebP 20 triệu). Đề nghị chụp lại ở cỡ nhỏ hơn"
    " rồi gửi lại."
)
HEIC = (
    "Ảnh dạng HEIC chưa nhận được. Trên iPhone, đề nghị vào Cài đặt, mục Camera, Định dạng, chọn"
    " “Tương thích nhất” rồi chụp lại; hoặc chụp màn hình ảnh này rồi gửi."
)
NOT_A_PICTURE = "Tệp không phải ảnh JPEG, PNG hoặc WebP. Đề nghị chụp hoặc chọn ảnh khác."
DAMAGED = "Ảnh bị hỏng hoặc chưa tải về đủ, không mở được. Đề nghị chụp hoặc chọn ảnh khác."

# A picture may take 400 MB while it is drawn anew: never two of them at once in one process.
_one_at_a_time = Lock()


class BadPicture(Refusal):
    """A file that is not taken in as a photograph."""


@dataclass(frozen=True)
class Picture:
    """A clean baseline JPEG and its size in pixels."""

    data: bytes
    width: int
    height: int


def clean_picture(data: bytes) -> Picture:
    """The picture of a JPEG, PNG or WebP, upright, at most 1600 px long, without anything else.

    Raises BadPicture with what the sender can do.
    """
    kind = _kind(data)
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of oddities in what is thrown away
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _drawn_anew(data, kind)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise BadPicture(TOO_MANY_PIXELS) from None
        except BadPicture:
            raise
        except Exception:  # on damaged bytes the decoders raise whatever they stumble over
            raise BadPicture(DAMAGED) from None


def _kind(data: bytes) -> str:
    """What the first bytes say; a name or a declared type proves nothing."""
    if not data:
        raise BadPicture(NOTHING)
    if len(data) > MAX_BYTES:
        raise BadPicture(TOO_LARGE)
    if data.startswith(b"\xff\xd8\xff"):
        if data.count(_SCAN) > MOST_SCANS:
            raise BadPicture(DAMAGED)
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    raise BadPicture(HEIC if data[4:8] == b"ftyp" and data[8:12] in _HEIC else NOT_A_PICTURE)


def _drawn_anew(data: bytes, kind: str) -> Picture:
    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        if image.width * image.height > MOST_PIXELS[kind]:
            raise BadPicture(TOO_MANY_PIXELS)
        turn = _turn_of(image)
        picture = _flat(_small(image))
    if turn is not None:  # one of them is 0
        picture = picture.transpose(turn)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY, optimize=True)
    return Picture(buffer.getvalue(), picture.width, picture.height)


def _turn_of(image: Image.Image) -> Image.Transpose | None:
    """How the picture must be turned to stand upright; damaged EXIF turns nothing."""
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # as above; the picture itself may be sound
        return None


def _small(image: Image.Image) -> Image.Image:
    """At most LONGEST_SIDE on the longer side; a large JPEG is not even decoded at its full size."""
    if image.mode in {"P", "PA", "1"}:  # cannot be averaged
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return image


def _flat(image: Image.Image) -> Image.Image:
    """On white, in RGB, in a new image that remembers nothing of the old one."""
    if image.mode.startswith("I"):  # 16 bits a pixel
        image = image.point(lambda level: level * (1 / 256)).convert("L")
    mask = image.getchannel("A") if "A" in image.getbands() else None
    plain = Image.new("RGB", image.size, "white")
    plain.paste(image.convert("RGB"), mask=mask)
    return plain
