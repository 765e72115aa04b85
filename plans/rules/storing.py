"""Facts into plain data (JSON, YAML) and back, strictly: a fault names its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def facts_from(kind: type[T], raw: Any, where: str = "") -> T:
    """The dataclass that plain data holds; ValueError names the place and the key at fault.

    Dates and times may come as themselves (YAML) or as ISO text (JSON); numbers with a fraction as text.
    """
    result: T = _record(kind, raw, where)
    return result


def plain(value: Any) -> Any:
    """Facts as dictionaries, lists and texts that JSON can hold; what is at its default is left out."""
    if is_dataclass(value):
        return {
            field.name: plain(inner)
            for field in fields(value)
            if (inner := getattr(value, field.name)) != _default(field)
        }
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, Decimal):
        whole = value.to_integral_value()
        return int(whole) if value == whole else str(value.normalize())
    return value.isoformat() if isinstance(value, date | time) else value


def _default(field: Any) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _convert(hint: Any, raw: Any, where: str) -> Any:
    """`raw` as the annotation asks for it."""
    if is_dataclass(hint):
        return _record(hint, raw, where)
    origin = get_origin(hint)
    if origin is None:
        return _scalar(hint, raw, where)
    if origin in (Union, UnionType):
        inner = next(arg for arg in get_args(hint) if arg is not type(None))
        return None if raw is None else _convert(inner, raw, where)
    if origin is Literal:
        return _expect(raw in get_args(hint), raw, where)
    if origin is tuple:
        return _sequence(get_args(hint)[0], raw, where)
    return _mapping(get_args(hint)[1], raw, where)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Worked out once: resolving the annotations is most of the work."""
    return get_type_hints(kind)


def _record(kind: Any, raw: Any, where: str) -> Any:
    _expect(isinstance(raw, dict), raw, where)
    hints = _hints(kind)
    for key in raw:
        _expect(key in hints, key, where, "unknown key")
    for field in fields(kind):
        optional = field.default is not MISSING or field.default_factory is not MISSING
        _expect(optional or field.name in raw, field.name, where, "missing key")
    return kind(**{key: _convert(hints[key], raw[key], f"{where}: {key}") for key in raw})


def _sequence(inner: Any, raw: Any, where: str) -> tuple[Any, ...]:
    _expect(isinstance(raw, list), raw, where)
    return tuple(_convert(inner, item, f"{where}[{n}]") for n, item in enumerate(raw))


def _mapping(inner: Any, raw: Any, where: str) -> Mapping[str, Any]:
    _expect(isinstance(raw, dict), raw, where)
    return {str(key): _convert(inner, value, f"{where}: {key}") for key, value in raw.items()}


def _scalar(kind: Any, raw: Any, where: str) -> Any:
    try:
        if issubclass(kind, Enum):
            return kind(raw)
        if kind is time:
            return time.fromisoformat(raw)
        if kind is date and type(raw) is str:
            return date.fromisoformat(raw)
        if kind is Decimal:
            _expect(type(raw) in {int, str} and Decimal(raw).is_finite(), raw, where)
            return Decimal(raw)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise ValueError(f"{where}: unexpected {raw!r}") from error
    # type(), not isinstance: true is an int and a timestamp is a date in Python.
    return _expect(kind in {str, int, bool, date} and type(raw) is kind, raw, where)


def _expect(condition: bool, value: Any, where: str, fault: str = "unexpected") -> Any:
    if not condition:
        raise ValueError(f"{where}: {fault} {value!r}")
    return value
