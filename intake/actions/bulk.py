"""Many rows into one table: the only place that speaks SQL itself.

The rows of a statement travel as one bound parameter, a JSON text that the database takes apart: one
way for three rows and for a hundred thousand, on PostgreSQL and on SQLite.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Field, Model

CHUNK = 5000
_JSON = json.JSONEncoder(default=str, check_circular=False, separators=(",", ":"))


@dataclass(frozen=True)
class Rows:
    """Rows of a table: the fields that each gives (int, str, date or None) and those alike in all."""

    model: type[Model]
    names: Sequence[str]
    rows: Iterable[Sequence[Any]]
    same: Mapping[str, Any] = field(default_factory=dict)


def insert(rows: Rows) -> None:
    """Insert the rows."""
    _execute(rows)


def insert_or_renew(rows: Rows, *, key: Sequence[str], newer: str) -> None:
    """Insert the rows; the one that is there under `key` is renewed where the new one's `newer` is greater."""
    fields = [_column(rows.model, name) for name in rows.names if name not in key]
    sets = ", ".join(f"{column} = EXCLUDED.{column}" for column in fields)
    version = _column(rows.model, newer)
    is_newer = f"{_table(rows.model)}.{version} < EXCLUDED.{version}"
    _execute(rows, f"{_target(rows.model, key)} {sets} WHERE {is_newer}")


def insert_or_add(rows: Rows, *, key: Sequence[str], to: str) -> None:
    """Insert the rows; to the one that is there under `key` the new one's field `to` is added."""
    column = _column(rows.model, to)
    sets = f"{column} = {_table(rows.model)}.{column} + EXCLUDED.{column}"
    _execute(rows, f"{_target(rows.model, key)} {sets}")


def _execute(rows: Rows, on_conflict: str = "") -> None:
    """Run the statement chunk by chunk.

    A full chunk's references are checked at once. Left to the commit, where PostgreSQL does it, the
    checks of a large batch would run while totals are held that everybody else waits for.
    """
    sql = f"{_statement(rows)} {on_conflict}"
    same = [
        _field(rows.model, name).get_db_prep_save(value, connection)
        for name, value in rows.same.items()
    ]
    with connection.cursor() as cursor:
        for chunk in _chunks(rows.rows):
            cursor.execute(sql, [*same, _as_json(chunk)])
            if len(chunk) == CHUNK and connection.vendor == "postgresql":
                connection.check_constraints()


def _chunks(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _as_json(rows: list[Sequence[Any]]) -> str:
    """[{"c0": 7, "c1": "2026-06-12"}, ...]"""
    names = [f"c{n}" for n in range(len(rows[0]))]
    return _JSON.encode([dict(zip(names, row, strict=True)) for row in rows])


def _statement(rows: Rows) -> str:
    """The statement up to its conflict; names come from the models alone, values are bound."""
    columns = ", ".join(_column(rows.model, name) for name in (*rows.same, *rows.names))
    picked, source = _from_json([_field(rows.model, name) for name in rows.names])
    given = ", ".join([*["%s"] * len(rows.same), *picked])
    # "WHERE true" tells SQLite that ON CONFLICT is no join condition.
    return f"INSERT INTO {_table(rows.model)} ({columns}) SELECT {given} FROM {source} WHERE true"  # noqa: S608


def _from_json(fields: list[Field[Any, Any]]) -> tuple[list[str], str]:
    """How the database takes the rows' JSON apart: what to pick, and from what."""
    if connection.vendor == "postgresql":
        types = ", ".join(f"c{n} {column.db_type(connection)}" for n, column in enumerate(fields))
        return [f"r.c{n}" for n in range(len(fields))], f"json_to_recordset(%s) AS r({types})"
    picked = [f"json_extract(r.value, '$.c{n}')" for n in range(len(fields))]
    return picked, "json_each(%s) AS r"


def _target(model: type[Model], key: Sequence[str]) -> str:
    return f"ON CONFLICT ({', '.join(_column(model, name) for name in key)}) DO UPDATE SET"


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    found: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    return found


def _column(model: type[Model], name: str) -> str:
    return connection.ops.quote_name(_field(model, name).column)


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
