"""Any file in, a plain small JPEG out, or a sentence: what the server makes of a photograph."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image

from intake.rules import images
from intake.rules.images import (
    DAMAGED,
    HEIC,
    LONGEST_SIDE,
    MAX_BYTES,
    NOT_A_PICTURE,
    NOTHING,
    TOO_LARGE,
    TOO_MANY_PIXELS,
    BadPicture,
    clean_picture,
)
from tests.intake.build_images import (
    CAMERA,
    COMMENT,
    XMP,
    chunk,
    encoded,
    many_scans,
    photo,
    picture,
    png,
    segments,
    with_dimensions,
)

ROOT = Path(__file__).resolve().parent.parent.parent
TELLING = [
    CAMERA.encode(),
    COMMENT.encode(),
    XMP.encode(),
    b"Exif",
    b"GPS",
    b"ICC",
    b"http",
    b"2026",
]
BASELINE = {0xE0: "JFIF", 0xDB: "tables", 0xC0: "baseline frame", 0xC4: "codes", 0xDA: "scan"}


def refusal(data: bytes) -> str:
    with pytest.raises(BadPicture) as refused:
        clean_picture(data)
    return str(refused.value)


def decoded(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def colours(data: bytes) -> list[str]:
    """What is seen in the middle of the four corners, going around from the upper left."""
    image = decoded(data).convert("RGB")
    w, h = image.width, image.height
    places = [
        (w // 10, h // 10),
        (w - w // 10, h // 10),
        (w - w // 10, h - h // 10),
        (w // 10, h - h // 10),
    ]
    return [name_of(image.getpixel(place)) for place in places]


def name_of(pixel: tuple[int, int, int]) -> str:
    known = {
        "black": (0, 0, 0),
        "red": (200, 30, 30),
        "blue": (30, 30, 200),
        "white": (255, 255, 255),
    }
    return min(
        known, key=lambda name: sum(abs(a - b) for a, b in zip(known[name], pixel, strict=True))
    )


# --- what comes out


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_the_camera_wrote_is_left_in_the_bytes(kind):
    data = photo(kind=kind)
    assert CAMERA.encode() in data

    clean = clean_picture(data).data

    assert [word for word in TELLING if word in clean] == []
    found = list(segments(clean))
    assert {marker for marker, _ in found} == set(BASELINE)
    assert [content for marker, content in found if marker == 0xE0] == [
        b"JFIF\x00\x01\x01\x00" + struct.pack(">HH", 1, 1) + b"\x00\x00"  # no thumbnail, no density
    ]
    assert dict(decoded(clean).getexif()) == {}


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((640, 480), (640, 480)),
        ((1600, 1200), (1600, 1200)),
        ((4000, 3000), (1600, 1200)),
        ((3000, 4000), (1200, 1600)),
        ((5000, 10), (1600, 3)),
        ((1, 1), (1, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_longer_side_is_at_most_1600_pixels(kind, size, kept):
    clean = clean_picture(encoded(picture(*size), kind))

    assert (clean.width, clean.height) == kept
    assert decoded(clean.data).size == kept
    assert decoded(clean.data).format == "JPEG"


@pytest.mark.parametrize(
    ("orientation", "corners", "size"),
    [
        (1, ["black", "red", "blue", "blue"], (640, 480)),
        (2, ["red", "black", "blue", "blue"], (640, 480)),
        (3, ["blue", "blue", "black", "red"], (640, 480)),
        (4, ["blue", "blue", "red", "black"], (640, 480)),
        (5, ["black", "blue", "blue", "red"], (480, 640)),
        (6, ["blue", "black", "red", "blue"], (480, 640)),
        (7, ["blue", "red", "black", "blue"], (480, 640)),
        (8, ["red", "blue", "blue", "black"], (480, 640)),
        (99, ["black", "red", "blue", "blue"], (640, 480)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_picture_stands_as_the_camera_meant_it(kind, orientation, corners, size):
    clean = clean_picture(photo(orientation=orientation, kind=kind))

    assert colours(clean.data) == corners
    assert (clean.width, clean.height) == size


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
        ("1", "PNG"),
        ("L", "PNG"),
        ("LA", "PNG"),
        ("P", "PNG"),
        ("I;16", "PNG"),
        ("RGBA", "PNG"),
        ("RGBA", "WEBP"),
    ],
)
def test_every_way_of_storing_colours_is_drawn(mode, kind):
    image = picture(1800, 900, "L").convert(mode) if mode == "I;16" else picture(1800, 900, mode)

    clean = clean_picture(encoded(image, kind))

    shown = decoded(clean.data)
    assert (shown.mode, shown.size) == ("RGB", (1600, 800))
    assert colours(clean.data)[0] == "black"


def test_a_grey_of_16_bits_keeps_its_shade():
    image = Image.new("I;16", (100, 100), 0x8000)

    assert decoded(clean_picture(encoded(image, "PNG")).data).getpixel((50, 50)) == (128, 128, 128)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_was_made_transparent_stays_hidden_under_white(kind):
    image = picture(mode="RGBA")
    image.putalpha(0)

    clean = clean_picture(encoded(image, kind, **({"exact": True} if kind == "WEBP" else {})))

    assert colours(clean.data) == ["white"] * 4


def test_of_a_moving_picture_the_first_is_kept():
    frames = {"save_all": True, "append_images": [Image.new("RGB", (640, 480), "white")] * 3}

    for kind in ("PNG", "WEBP"):
        clean = clean_picture(encoded(picture(), kind, **frames))
        assert colours(clean.data) == ["black", "red", "blue", "blue"]


def test_of_a_file_of_several_pictures_the_first_is_kept():
    several = encoded(picture(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 64))])
    assert b"MPF\x00" in several

    clean = clean_picture(several)

    assert colours(clean.data) == ["black", "red", "blue", "blue"]
    assert {marker for marker, _ in segments(clean.data)} == set(BASELINE)


@pytest.mark.parametrize(
    "hidden",
    [b"<script>alert(1)</script>", b"PK\x03\x04 a workbook", b"%PDF-1.4", encoded(picture(8, 8))],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_hides_behind_a_picture_is_left_behind(kind, hidden):
    clean = clean_picture(photo(kind=kind) + hidden)

    assert hidden not in clean.data
    assert {marker for marker, _ in segments(clean.data)} == set(BASELINE)


def test_the_same_file_gives_the_same_bytes():
    assert clean_picture(photo()) == clean_picture(photo())


# --- what is refused


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", NOTHING),
        (b"\x00" * 4096, NOT_A_PICTURE),
        (b"khong phai anh", NOT_A_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", NOT_A_PICTURE),
        (b"<?xml version='1.0'?><svg/>", NOT_A_PICTURE),
        (b"GIF89a" + bytes(64), NOT_A_PICTURE),
        (encoded(picture(), "GIF"), NOT_A_PICTURE),
        (encoded(picture(), "BMP"), NOT_A_PICTURE),
        (encoded(picture(), "TIFF"), NOT_A_PICTURE),
        (encoded(picture(), "PDF"), NOT_A_PICTURE),
        (encoded(picture(), "AVIF"), NOT_A_PICTURE),
        (b"<html>" + photo(), NOT_A_PICTURE),
        (b"\x00\x00\x00\x18ftypheic" + bytes(64), HEIC),
        (b"\x00\x00\x00\x18ftypmif1" + bytes(64), HEIC),
        (b"\xff\xd8\xff", DAMAGED),
        (b"\xff\xd8\xff\xe0" + bytes(4096), DAMAGED),
        (b"\x89PNG\r\n\x1a\n", DAMAGED),
        (b"RIFF\x00\x00\x00\x00WEBP", DAMAGED),
        (b"RIFF\x10\x00\x00\x00WEBPVP8X" + bytes(32), DAMAGED),
        (photo() + bytes(MAX_BYTES), TOO_LARGE),
        (photo(kind="PNG")[:-2000], DAMAGED),
        (photo()[:-2000], DAMAGED),
        (photo(kind="WEBP")[:-1000], DAMAGED),
        (many_scans(encoded(picture(64, 64), progressive=True), 5000), DAMAGED),
        (with_dimensions(encoded(picture()), 0, 480), DAMAGED),
    ],
)
def test_what_is_no_sound_picture_is_refused_with_the_reason(data, reason):
    assert refusal(data) == reason


@pytest.mark.parametrize(
    "data",
    [
        png(65_000, 65_000),
        png(2**31 - 1, 2**31 - 1),
        png(8000, 5001),
        with_dimensions(encoded(picture()), 65_500, 65_500),
        with_dimensions(encoded(picture()), 8000, 5001),
        b"RIFF\x16\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00" + bytes(4) + b"\xff\x3f\x00\xff\x3f\x00",
        encoded(Image.new("1", (5000, 4001)).convert("RGB"), "WEBP", quality=1),
    ],
    ids=["png", "png far", "png near", "jpeg", "jpeg near", "webp", "webp near"],
)
def test_a_bomb_of_pixels_is_refused_before_it_is_decoded(data, monkeypatch):
    decoded_sizes = []
    monkeypatch.setattr(images, "_small", lambda image: decoded_sizes.append(image.size))

    assert refusal(data) in {TOO_MANY_PIXELS, DAMAGED}
    assert decoded_sizes == []


MEASURED = """
import pathlib, re, sys
from intake.rules.images import clean_picture
picture = clean_picture(sys.stdin.buffer.read())
most = re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]
print(picture.width, picture.height, int(most) // 1024)
"""


@pytest.mark.parametrize(
    ("image", "kind", "more"),
    [
        (Image.new("RGBA", (8000, 5000), (9, 9, 9, 99)), "PNG", {}),
        (Image.new("RGB", (8000, 5000), "red"), "JPEG", {"progressive": True, "subsampling": 0}),
        (Image.new("RGBA", (5000, 4000), (9, 9, 9, 99)), "WEBP", {}),
    ],
    ids=["png", "jpeg", "webp"],
)
def test_the_largest_pictures_take_less_than_half_a_gigabyte(image, kind, more):
    command = [sys.executable, "-c", MEASURED]
    done = subprocess.run(
        command, input=encoded(image, kind, **more), capture_output=True, check=True, cwd=ROOT
    )

    width, height, megabytes = (int(text) for text in done.stdout.split())
    assert (width, height) in {(1600, 1000), (1600, 1280)}
    assert megabytes < 500


def test_40_million_pixels_are_still_taken():
    clean = clean_picture(encoded(Image.new("L", (8000, 5000), 200), "PNG"))

    assert (clean.width, clean.height) == (1600, 1000)


def test_text_that_unpacks_without_end_is_refused():
    bomb = b"Comment\x00\x00" + zlib.compress(bytes(50_000_000))

    assert refusal(png(8, 8, body=bytes(200), more=chunk(b"zTXt", bomb))) == DAMAGED


def test_damaged_exif_costs_the_turn_not_the_picture():
    data = photo(orientation=6)
    place = data.index(b"Exif\x00\x00") + 6

    for hurt in (b"\xff" * 12, b"II*\x00\xff\xff\xff\xff", b"MM\x00*\x00\x00\x00\x08\xff\xff"):
        changed = data[:place] + hurt + data[place + len(hurt) :]
        clean = clean_picture(changed)
        assert (clean.width, clean.height) in {(640, 480), (480, 640)}
        assert CAMERA.encode() not in clean.data


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_500_mutations_are_cleaned_or_refused_and_nothing_else_happens(kind):
    good = photo(96, 64, orientation=6, kind=kind)
    chance = random.Random(20260612)
    refused, cleaned = [], 0
    for _ in range(500):
        try:
            clean = clean_picture(mutated(good, chance))
        except BadPicture as refusal:
            refused.append(str(refusal))
            continue
        assert max(clean.width, clean.height) <= LONGEST_SIDE
        assert {marker for marker, _ in segments(clean.data)} <= set(BASELINE)
        assert [word for word in TELLING if word in clean.data] == []
        cleaned += 1
    assert set(refused) <= {DAMAGED, NOT_A_PICTURE, TOO_MANY_PIXELS, NOTHING}
    assert min(cleaned, len(refused)) > 5  # both roads were gone; checksums let few a PNG through


def mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(changed))
        kind = chance.randrange(5)
        if kind == 0:
            changed[place] = chance.randrange(256)
        elif kind == 1:
            changed[place : place + 4] = chance.choice([b"\xff\xff\xff\xff", bytes(4)])
        elif kind == 2:
            del changed[place : place + chance.randint(1, 40)]
        elif kind == 3:
            changed[place:place] = chance.randbytes(chance.randint(1, 40))
        else:
            other = chance.randrange(len(changed))
            changed[place : place + 16] = changed[other : other + 16]
        if not changed:
            break
    return bytes(changed)


def test_two_pictures_are_never_drawn_at_once(monkeypatch):
    inside, most = 0, 0
    guard = threading.Lock()
    real = images._drawn_anew

    def watched(data, kind):
        nonlocal inside, most
        with guard:
            inside += 1
            most = max(most, inside)
        time.sleep(0.02)
        try:
            return real(data, kind)
        finally:
            with guard:
                inside -= 1

    monkeypatch.setattr(images, "_drawn_anew", watched)
    data = photo(64, 64)
    threads = [threading.Thread(target=clean_picture, args=(data,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == 1
