"""Parses one Word or PDF file in a process of its own: its memory and its time are limited by the kernel.

The file comes on stdin, its text goes to stdout as one JSON string. Exit status 3 means refused, with the
reason's name on stdout; any other death is the parser's.
"""

import io
import json
import resource
import signal
import sys
import warnings
from typing import NoReturn

MAX_MEMORY_BYTES = 500 * 1024 * 1024  # of addresses; what is really in memory is less
MAX_LETTERS = 400_000
REFUSED_STATUS = 3


class RefusalError(Exception):
    """The file is not read; its argument names the reason."""


def main() -> None:
    """Read stdin, write the text. The arguments are the kind and the limit of processor time in seconds."""
    kind, seconds = sys.argv[1], float(sys.argv[2])
    warnings.simplefilter("ignore")
    _limit(seconds)
    try:
        text = _read(kind, sys.stdin.buffer.read())
    except RefusalError as refusal:
        _refuse(str(refusal))
    except (MemoryError, RecursionError):
        _refuse("memory")
    except Exception:  # parsers raise anything on damaged files
        _refuse("damaged")
    sys.stdout.buffer.write(json.dumps(text).encode("ascii"))


def _read(kind: str, data: bytes) -> str:
    if kind == "docx":
        from plans.reading.word import text_of_word  # noqa: PLC0415 -- only one of the two is loaded

        pages = text_of_word(io.BytesIO(data))
    else:
        from plans.reading.portable import text_of_pdf  # noqa: PLC0415 -- slow to import

        pages = text_of_pdf(io.BytesIO(data))
    pieces: list[str] = []
    left = MAX_LETTERS
    for piece in pages:
        left -= len(piece)
        if left < 0:
            raise RefusalError("long")
        pieces.append(piece)
    return "".join(pieces)


def _limit(seconds: float) -> None:
    """The kernel ends the process where it goes beyond."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
    signal.setitimer(signal.ITIMER_PROF, seconds)  # fractions of a second; its signal kills


def _refuse(reason: str) -> NoReturn:
    sys.stdout.write(reason)
    sys.stdout.flush()
    raise SystemExit(REFUSED_STATUS)
