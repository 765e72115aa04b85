"""Reports and plans as Word, PDF and Excel: bytes out, nothing read but the document itself."""

from reports.documents.docx import to_docx
from reports.documents.pdf import to_pdf
from reports.documents.xlsx import to_xlsx

__all__ = ["to_docx", "to_pdf", "to_xlsx"]
