"""Which formulas may go back to the sender: plain arithmetic over the same workbook, nothing else."""

import re
from collections.abc import Collection

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError

_FUNCTIONS = frozenset(
    [
        "SUM",
        "SUBTOTAL",
        "COUNT",
        "COUNTA",
        "COUNTIF",
        "SUMIF",
        "AVERAGE",
        "ROUND",
        "IF",
        "IFERROR",
        "MIN",
        "MAX",
        "ABS",
        "INT",
    ]
)
_CELLS = r"\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6}"
_AREA = re.compile(
    rf"(?:(?:'(?:[^'\[\]|\\/:?*]|'')+'|[\w.]+)!)?"
    rf"(?:{_CELLS}(?::{_CELLS})?|\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}|\$?[0-9]+:\$?[0-9]+)",
    re.IGNORECASE,
)
_MAX_LENGTH = 1_000


def is_plain(formula: str, names: Collection[str] = ()) -> bool:
    """Whether the formula (with its "=") uses only allowed functions, cells here and these names."""
    if len(formula) > _MAX_LENGTH or "[" in formula or "|" in formula:
        return False
    try:
        tokens = Tokenizer(formula).items
    except (TokenizerError, IndexError):
        return False
    return all(_is_plain_token(token, names) for token in tokens)


def _is_plain_token(token: Token, names: Collection[str]) -> bool:
    if token.type == Token.FUNC:
        return token.subtype == Token.CLOSE or token.value[:-1].upper() in _FUNCTIONS
    if token.type == Token.OPERAND:
        return _is_plain_operand(token, names)
    return token.type in {
        Token.OP_PRE,
        Token.OP_IN,
        Token.OP_POST,
        Token.PAREN,
        Token.SEP,
        Token.WSPACE,
    }


def _is_plain_operand(token: Token, names: Collection[str]) -> bool:
    if token.subtype != Token.RANGE:
        return True
    return bool(_AREA.fullmatch(token.value)) or token.value in names
