"""Workbooks changed at random, the same ones on every run."""

import io
import random
import re
import zipfile
from datetime import date
from functools import cache

from tests.sheets.build import ods, text_table, xls, xlsx

ROWS = [
    ["Ngày", "Thôn", "Thu nhận hồ sơ", "Ghi chú"],
    *[[date(2026, 6, 1 + n % 28), f"Thôn Phú {n}", n * 7 % 31, None] for n in range(20)],
    ["TỔNG CỘNG", None, 210, "=SUM(C2:C21)"],
]
PLAIN_ROWS = [[str(v) if isinstance(v, date) else v for v in row] for row in ROWS]
STAMP = (2026, 6, 1, 7, 0, 0)
DTD = b'<!DOCTYPE a [<!ENTITY b "c">]>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 99 + b'">]>'
REFERENCES = (
    b"ZZZZ99", b"A0", b"A-1", b"1A", b"", b"A99999999999", b"XFD1048577", b"\xc4\x90", b"A1:B2", b"$A$1",
)  # fmt: skip
VALUES = (
    b"NaN", b"1e999", b"-1e999", b"-0", b"0x10", b"99999999999999999999999", b"", b"-1", b"abc", b"&#0;",
    b"&#x1F600;", b"<v>1</v>", b"1e-999", b"&amp;", b"&unknown;", b"2147483648", b"]]>",
)  # fmt: skip
TYPES = (b"s", b"n", b"b", b"e", b"str", b"d", b"inlineStr", b"zzz", b"")
JUNK = (
    b"<?xml-stylesheet href='file:///etc/passwd'?>", b"<!-- " + b"-" * 50 + b" -->", b"\0", b"<![CDATA[<c>]]>",
    b"<a b='" + b"x" * 70_000 + b"'/>", b"<x:include href='file:///etc/passwd'/>", b"</sheetData>", b"<row r='0'>",
    b"<row r='4294967296'/>", b"<c/>", b"<c r='A1' t='s'><v>-5</v></c>", b"<mergeCell ref='B2:A1'/>", b"&#xFFFE;",
)  # fmt: skip


@cache
def originals():
    """One workbook of each kind, without the time at which it was made."""
    return {
        "a.xlsx": recompressed(xlsx(ROWS, merged=["A22:B22"])),
        "a.xls": xls(PLAIN_ROWS),
        "a.ods": recompressed(ods([[v if isinstance(v, str | int) else None for v in r] for r in ROWS])),
        "a.csv": text_table(PLAIN_ROWS),
    }  # fmt: skip


def members_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if "docProps" not in name}


def archive_of(members, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, STAMP), content, compression)
    return buffer.getvalue()


def recompressed(data, compression=zipfile.ZIP_DEFLATED):
    return archive_of(members_of(data), compression)


def flipped(chance, data, most=20):
    changed = bytearray(data)
    for _ in range(chance.randint(1, most)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def spliced(chance, data):
    """Some bytes left out, written twice, or overwritten with noise."""
    at, size = chance.randrange(len(data)), chance.randint(1, 64)
    middle = chance.choice((b"", data[at : at + size] * 2, chance.randbytes(size)))
    return data[:at] + middle + data[at + size :]


def flip_bits(chance):
    name = chance.choice(tuple(originals()))
    return name, flipped(chance, originals()[name])


def cut(chance):
    name = chance.choice(tuple(originals()))
    data = originals()[name]
    return name, chance.choice((data[: chance.randrange(len(data))], spliced(chance, data)))


def flip_within_parts(chance):
    name = chance.choice(("a.xlsx", "a.ods"))
    members = members_of(originals()[name])
    part = chance.choice([p for p in members if p.endswith((".xml", ".rels")) and "theme" not in p])
    change = chance.choice((flipped, spliced))
    return name, archive_of({**members, part: change(chance, members[part])})


def swap_parts(chance):
    name = chance.choice(("a.xlsx", "a.ods"))
    members = members_of(originals()[name])
    one, other = chance.sample(sorted(members), 2)
    changed = {**members, one: members[other], other: members[one]}
    if chance.random() < 0.5:
        del changed[one]
    return name, archive_of(changed)


def inject(chance):
    """XML that nobody writes, at a place where an element may stand or in an attribute's place."""
    name = chance.choice(("a.xlsx", "a.xlsx", "a.ods"))
    members = members_of(originals()[name])
    part = "content.xml" if name == "a.ods" else "xl/worksheets/sheet1.xml"
    change = chance.choice((_with_entities, _with_junk, _with_reference, _with_value, _with_type))
    return name, archive_of({**members, part: change(chance, members[part])})


def _with_entities(chance, markup):
    declaration = chance.choice((DTD, LAUGHS))
    hidden = declaration.decode().encode(chance.choice(("utf-8", "utf-16", "utf-16-be", "utf-32")))
    return hidden + markup if chance.random() < 0.5 else declaration + markup


def _with_junk(chance, markup):
    places = [match.start() for match in re.finditer(rb"<", markup)]
    at = chance.choice(places)
    return markup[:at] + chance.choice(JUNK) + markup[at:]


def _with_reference(chance, markup):
    return _one(
        chance, markup, rb'(?<= r=")[^"]*|(?<= ref=")[^"]*|(?<=-repeated=")[^"]*', REFERENCES
    )


def _with_value(chance, markup):
    return _one(chance, markup, rb'(?<=<v>)[^<]*|(?<=value=")[^"]*|(?<= s=")[^"]*', VALUES)


def _with_type(chance, markup):
    return _one(chance, markup, rb'(?<= t=")[^"]*|(?<=value-type=")[^"]*', TYPES)


def _one(chance, markup, pattern, choices):
    found = list(re.finditer(pattern, markup))
    if not found:
        return markup
    start, end = chance.choice(found).span()
    return markup[:start] + chance.choice(choices) + markup[end:]


def recompress(chance):
    name = chance.choice(("a.xlsx", "a.ods"))
    method = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    data = recompressed(originals()[name], method)
    return name, flipped(chance, data, 2) if chance.random() < 0.8 else data


def mutant(change, number):
    """The name and the bytes of one changed workbook; number and way of changing decide all of it."""
    return change(random.Random(f"{change.__name__} {number}"))
