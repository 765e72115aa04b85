"""Bytes that no honest program writes, or that another program writes under a workbook's name."""

import io
import struct
import zipfile

from tests.sheets.build import part, with_part, xls, xlsx

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROWS = [["Thôn", "Số lượng"], ["Phú Hòa", 12]]


def with_cells(cells, *, before="", after=""):
    """An .xlsx whose one sheet holds this markup."""
    sheet = f"<worksheet {MAIN}>{before}<sheetData>{cells}</sheetData>{after}</worksheet>"
    return with_part(xlsx(ROWS), SHEET, sheet)


def archive_of(members, *, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def without_part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive_of({m: archive.read(m) for m in archive.namelist() if m != name})


def many_sheets(count, *, name="Thôn {}"):
    sheets = "".join(
        f'<sheet name="{name.format(n)}" sheetId="{n}" r:id="rId1"/>' for n in range(1, count + 1)
    )
    book = f"<workbook {MAIN} {RELATIONS}><sheets>{sheets}</sheets></workbook>"
    return with_part(xlsx(ROWS), "xl/workbook.xml", book)


def with_names(names):
    """An .xlsx with these defined names (name, content), the content as XML."""
    data = xlsx(ROWS)
    defined = "".join(
        f'<definedName name="{name}" hidden="1">{content}</definedName>' for name, content in names
    )
    book = part(data, "xl/workbook.xml").decode().replace("<definedNames/>", "")
    book = book.replace("</sheets>", f"</sheets><definedNames>{defined}</definedNames>")
    return with_part(data, "xl/workbook.xml", book)


def zip64(data):
    """The same archive with every member written in the form for very large files."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as stream:
                stream.write(old.read(name))
    return buffer.getvalue()


def with_link(data):
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        link = zipfile.ZipInfo("xl/media/a.xml")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return buffer.getvalue()


def with_twin(data, name):
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(name, "<a/>")
    return buffer.getvalue()


def stored(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return archive_of(members, compression=zipfile.ZIP_STORED)


def compound_entry(name):
    """One entry of a compound file's directory."""
    written = name.encode("utf-16-le") + b"\0\0"
    return written.ljust(64, b"\0") + struct.pack("<H", len(written)) + bytes(62)


def compound_of(*names):
    """A compound file with an empty body whose directory names these streams."""
    return (OLE + bytes(504)) + b"".join(compound_entry(name) for name in names) + bytes(512)


def xls_with_circle():
    """An .xls whose first sector is followed by itself, for ever."""
    data = bytearray(xls([["a" * 50, n] for n in range(500)]))
    table = struct.unpack_from("<I", data, 76)[0]
    at = 512 + table * 512
    for sector in range(100):
        struct.pack_into("<I", data, at + 4 * sector, 0)
    return bytes(data)


def excel_2():
    """A worksheet of Excel 2.1: its stream is the file."""
    bof = struct.pack("<HHHH", 0x09, 4, 2, 0x10)
    number = struct.pack("<HHHH3xd", 0x03, 15, 0, 0, 7.0)
    return bof + number + struct.pack("<HH", 0x0A, 0)


def biff5_sheet():
    """A workbook of Excel 5.0 (stream Book) with the number 7 in A1, in a compound file."""
    bof = struct.pack("<HHHHHH", 0x809, 8, 0x500, 0x05, 0, 0)
    codepage = struct.pack("<HHH", 0x42, 2, 1258)
    name = b"Sheet"
    end = struct.pack("<HH", 0x0A, 0)
    start = len(bof) + len(codepage) + 4 + 7 + len(name) + len(end)
    listed = struct.pack("<HHIBBB", 0x85, 7 + len(name), start, 0, 0, len(name)) + name
    sheet = struct.pack("<HHHHHH", 0x809, 8, 0x500, 0x10, 0, 0)
    cells = struct.pack("<HHHHHd", 0x203, 14, 0, 0, 0, 7.0)
    error = struct.pack("<HHHHHBB", 0x205, 8, 0, 1, 0, 7, 1)
    return compound_file("Book", bof + codepage + listed + end + sheet + cells + error + end)


def compound_file(name, content):
    """A compound file with one stream, padded past the size of short streams."""
    content = content.ljust(4096, b"\0")
    count = len(content) // 512
    chain = [*range(1, count), 0xFFFFFFFE]
    table = [*chain, 0xFFFFFFFE, 0xFFFFFFFD]  # then the directory and the table itself
    sectors = struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))
    head = OLE + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, count, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", count + 1, *[0xFFFFFFFF] * 108)
    root = _entry("Root Entry", 5, child=1, start=0xFFFFFFFE, size=0)
    stream = _entry(name, 2, child=0xFFFFFFFF, start=0, size=len(content))
    return head + content + (root + stream).ljust(512, b"\0") + sectors


def _entry(name, kind, *, child, start, size):
    written = name.encode("utf-16-le") + b"\0\0"
    free = 0xFFFFFFFF
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, free, free, child)
        + bytes(36)
        + struct.pack("<III", start, size, 0)
    )


XLSB_RECORDS = {"row": 0, "error": 3, "number": 5, "formula_error": 11, "sheet": 156}


def xlsb():
    """A minimal .xlsb: the numbers 7 and 8, an error, and a formula with an error, in one row."""
    relation, name = _wide("rId1"), _wide("Bảng")
    sheet = _record(156, struct.pack("<II", 0, 1) + relation + name)
    book = _record(131) + _record(143) + sheet + _record(144) + _record(132)
    row = struct.pack("<IIHHBI", 0, 0, 300, 0, 0, 0)
    cells = [
        _record(5, struct.pack("<IId", 0, 0, 7.0)),
        _record(3, struct.pack("<IIB", 1, 0, 7)),
        _record(11, struct.pack("<IIBHII", 2, 0, 23, 0, 0, 0)),
        _record(5, struct.pack("<IId", 3, 0, 8.0)),
    ]
    size = _record(148, struct.pack("<IIII", 0, 0, 0, 3))
    body = size + _record(145) + _record(0, row) + b"".join(cells) + _record(146)
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return archive_of(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": links,
            "xl/worksheets/sheet1.bin": _record(129) + body + _record(130),
        }
    )


def _wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind, content=b""):
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(content)]) + content


def xls_with_password():
    """An .xls whose second record says that the rest is encrypted."""
    content = struct.pack("<HHHHHH", 0x809, 8, 0x600, 0x05, 0, 0)
    content += struct.pack("<HHHHH", 0x2F, 6, 0, 0x1234, 0x5678)
    return compound_file("Workbook", content + bytes(64))


def ods_with_password():
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml">'
        "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    )
    return archive_of(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": bytes(range(256)),
            "META-INF/manifest.xml": manifest,
        }
    )
