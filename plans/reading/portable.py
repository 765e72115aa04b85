"""The text of a PDF, page by page; a scan without text and a font without letters are told apart."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator
from typing import IO

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from plans.reading.child import RefusalError

MAX_PAGES = 300
_LETTERS_A_PAGE = 40  # fewer on every page: only pictures, perhaps with a stamp or a page number
_MAX_UNREADABLE = 0.2
_CODES = re.compile(r"/[gG]\d{1,4}|\(cid:\d+\)|/uni[0-9A-F]{4}")


def text_of_pdf(stream: IO[bytes]) -> Iterator[str]:
    """Every page's text."""
    logging.disable(logging.CRITICAL)  # pypdf tells of every slip in a damaged file
    try:
        pages = list(_pages(PdfReader(stream)))
    except (FileNotDecryptedError, DependencyError):
        raise RefusalError("password") from None
    except PyPdfError:
        raise RefusalError("damaged") from None
    _check(pages)
    for page in pages:
        yield page + "\n"


def _pages(reader: PdfReader) -> Iterator[str]:
    # A PDF locked only against changes opens with the empty password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise RefusalError("password")
    if len(reader.pages) > MAX_PAGES:
        raise RefusalError("long")
    for page in reader.pages:
        yield page.extract_text()


def _check(pages: list[str]) -> None:
    text = "".join(pages)
    letters = sum(letter.isalpha() for letter in text)
    codes = len(_CODES.findall(text))
    unknown = sum(
        unicodedata.category(letter) in ("Co", "Cn") or letter == "\ufffd" for letter in text
    )
    if codes * 3 > letters or unknown > _MAX_UNREADABLE * max(letters, 1):
        raise RefusalError("font")
    if letters < _LETTERS_A_PAGE * len(pages):
        raise RefusalError("scanned")
