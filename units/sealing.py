"""Files in the database are sealed: who has the database alone cannot read them."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class NoKeyError(Exception):
    """None of the portal's keys opens what was sealed."""


def _cipher() -> MultiFernet:
    """The first key seals; former ones still open."""
    return MultiFernet([Fernet(key) for key in settings.PORTAL_FILE_KEYS])


def sealed(data: bytes) -> bytes:
    """What is kept of a file."""
    return _cipher().encrypt(data)


def opened(content: bytes) -> bytes:
    """The file as it was. Raises NoKeyError."""
    try:
        return _cipher().decrypt(bytes(content))
    except InvalidToken as error:
        raise NoKeyError from error
