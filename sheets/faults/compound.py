"""Streams of a compound (OLE) file, as .xls is: sectors in chains, chains in a table, names in a directory."""

import struct
from collections.abc import Iterator

_HEADER_BYTES = 512
_ENTRY_BYTES = 128
_FREE = 0xFFFFFFF0  # sector numbers from here up are marks: end, free, table


def read_stream(data: bytes, *names: str) -> bytes:
    """The content of the first stream of one of these names; ValueError where the file is broken."""
    try:
        return _read_stream(data, names)
    except (struct.error, IndexError) as broken:
        raise ValueError(str(broken)) from None


def _read_stream(data: bytes, names: tuple[str, ...]) -> bytes:
    sector_bytes = 1 << struct.unpack_from("<H", data, 30)[0]
    if sector_bytes not in (512, 4096):
        raise ValueError("sector size")
    directory_at, _, cutoff, short_table_at = struct.unpack_from("<4I", data, 48)
    table = _table(data, sector_bytes)
    directory = _chain(data, table, directory_at, sector_bytes)
    entries = {_name(entry): entry for entry in _entries(directory)}
    found = next((entries[name] for name in names if name in entries), None)
    if found is None:
        raise ValueError("no such stream")
    first, size = struct.unpack_from("<II", found, 116)
    if size >= cutoff:
        return _chain(data, table, first, sector_bytes)[:size]
    short_table = _numbers(_chain(data, table, short_table_at, sector_bytes))
    (container_at,) = struct.unpack_from("<I", directory, 116)
    container = _chain(data, table, container_at, sector_bytes)
    return _chain(container, short_table, first, 64, header=0)[:size]


def _table(data: bytes, sector_bytes: int) -> tuple[int, ...]:
    """The next sector of every sector."""
    places = [n for n in struct.unpack_from("<109I", data, 76) if n < _FREE]
    (more,) = struct.unpack_from("<I", data, 68)
    for _ in range(len(data) // sector_bytes):  # a chain longer than the file goes in a circle
        if more >= _FREE:
            break
        *numbers, more = _numbers(_sector(data, more, sector_bytes, _HEADER_BYTES))
        places += [n for n in numbers if n < _FREE]
    places = places[: len(data) // sector_bytes + 1]
    return _numbers(b"".join(_sector(data, n, sector_bytes, _HEADER_BYTES) for n in places))


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _sector(data: bytes, number: int, size: int, header: int) -> bytes:
    start = number * size + (max(header, size) if header else 0)
    return data[start : start + size]


def _chain(
    data: bytes, table: tuple[int, ...], first: int, size: int, header: int = _HEADER_BYTES
) -> bytes:
    pieces: list[bytes] = []
    number = first
    for _ in range(len(table) + 1):
        if number >= _FREE:
            return b"".join(pieces)
        pieces.append(_sector(data, number, size, header))
        number = table[number]
    raise ValueError("a chain of sectors goes in a circle")


def _entries(directory: bytes) -> Iterator[bytes]:
    for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
        yield directory[at : at + _ENTRY_BYTES]


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
