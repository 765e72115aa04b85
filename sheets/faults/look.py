"""Which second look a file needs."""

import io
import zipfile

from sheets.faults import ods, xls, xlsb, xlsx
from sheets.faults.found import Found


def look(data: bytes) -> Found:
    """The faults and text names of a workbook; ValueError or KeyError where it is damaged."""
    if not data.startswith(b"PK"):
        return Found(faults=dict(enumerate(xls.faults(data))))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if xlsx.WORKBOOK in names:
            return xlsx.look(archive, names)
        if xlsb.WORKBOOK in names:
            return Found(faults=xlsb.faults(archive, names))
        return Found(faults=ods.faults(archive))
