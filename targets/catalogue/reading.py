"""YAML into frozen dataclasses, strictly: a fault names its file and its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

T = TypeVar("T")


def read_facts(path: Path, kind: type[T]) -> T:
    """The dataclass that the file holds; ValueError names the file and the key at fault."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path.name}: {error}") from error
    return _record(kind, raw, path.name)


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


def _record(kind: Any, raw: Any, where: str) -> Any:
    _expect(isinstance(raw, dict), raw, where)
    hints = get_type_hints(kind)
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
    except (TypeError, ValueError) as error:
        raise ValueError(f"{where}: unexpected {raw!r}") from error
    # type(), not isinstance: true is an int and a timestamp is a date in Python.
    return _expect(kind in {str, int, bool, date} and type(raw) is kind, raw, where)


def _expect(condition: bool, value: Any, where: str, fault: str = "unexpected") -> Any:
    if not condition:
        raise ValueError(f"{where}: {fault} {value!r}")
    return value
