"""Photographs as phones send them, and what a JPEG holds when one looks at its bytes."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from PIL import ExifTags, Image

CAMERA, PLACE, COMMENT, XMP = "Samsung SM-A057F", 11.5573, "Nguyen Van A, thon Phu Hoa", "Phu-Rieng"


def picture(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """Red above, blue below, with a black square at the upper left."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 30, 200), (0, height // 2, width, height))
    image.paste((0, 0, 0), (0, 0, width // 4, height // 4))
    return image.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone's camera writes: its name, the moment, the place, which way up."""
    tags = Image.Exif()
    tags[ExifTags.Base.Make] = CAMERA
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.DateTime] = "2026:06:12 07:31:00"
    tags.get_ifd(ExifTags.IFD.GPSInfo).update(
        {1: "N", 2: (11.0, 33.0, 26.4), 3: "E", 4: (106.0, 56.0, 5.1)}
    )
    return tags


def encoded(image: Image.Image, kind: str = "JPEG", **over: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **over)
    return buffer.getvalue()


def photo(
    width: int = 640, height: int = 480, *, orientation: int = 1, kind: str = "JPEG"
) -> bytes:
    """A picture that says everything a file can say beside its picture."""
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{XMP}</x:xmpmeta>".encode()
    more: dict[str, Any] = {"exif": exif(orientation), "icc_profile": b"a profile" * 20, "xmp": xmp}
    if kind == "JPEG":
        more |= {"comment": COMMENT.encode(), "dpi": (300, 300)}
    return encoded(picture(width, height), kind, **more)


def segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Every marker of a JPEG with its content, up to the first scan; the rest must be the scan alone."""
    assert data[:2] == b"\xff\xd8"
    place = 2
    while True:
        assert data[place] == 0xFF
        marker, size = data[place + 1], struct.unpack(">H", data[place + 2 : place + 4])[0]
        yield marker, data[place + 4 : place + 2 + size]
        place += 2 + size
        if marker == 0xDA:
            break
    scan = data[place:]
    assert scan.endswith(b"\xff\xd9")
    others = {scan[i + 1] for i in range(len(scan) - 2) if scan[i] == 0xFF} - {0}
    assert others == set()  # no second image, no restart, nothing after the end


def png(width: int, height: int, *, body: bytes = b"", more: bytes = b"") -> bytes:
    """A PNG of these declared dimensions whose picture data are `body`, packed."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = chunk(b"IHDR", head) + more + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def chunk(name: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def many_scans(data: bytes, count: int) -> bytes:
    """A JPEG whose scan comes again and again, which costs a decoder a whole pass each time."""
    place = data.index(b"\xff\xda")
    return data[:-2] + data[place:-2] * (count - 1) + data[-2:]


def with_dimensions(data: bytes, width: int, height: int) -> bytes:
    """A JPEG whose frame declares other dimensions than it holds."""
    place = data.index(b"\xff\xc0")
    return data[: place + 5] + struct.pack(">HH", height, width) + data[place + 9 :]
