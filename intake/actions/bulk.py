"""Many rows into one table: the only place that writes in SQL of its own.

The rows of a statement travel as one bound parameter, a JSON text that the database takes apart: one
way for three rows and for a hundred thousand, on PostgreSQL and on SQLite.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
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


def insert_new(rows: Rows, *, key: Sequence[str]) -> list[int]:
    """Insert the rows that are not there under `key`; returns the primary keys of those inserted.

    Where somebody is just inserting the same, his transaction is waited for.
    """
    row_id = connection.ops.quote_name(rows.model._meta.pk.column)
    return [
        pk for (pk,) in _execute(rows, f"{_target(rows.model, key)} NOTHING RETURNING {row_id}")
    ]


def insert_or_hold(rows: Rows, *, key: Sequence[str], filled: Sequence[str]) -> bool:
    """Insert the rows, hold them and those that are there under `key` until the transaction ends.

    Returns whether in any of them one of the fields `filled` is.
    """
    sets = ", ".join(f"{column} = EXCLUDED.{column}" for column in _columns(rows.model, key))
    # The values themselves: SQLite 3.40 calls a NULL of a row just inserted NOT NULL here.
    asked = ", ".join(_columns(rows.model, filled))
    held = _execute(rows, f"{_target(rows.model, key)} UPDATE SET {sets} RETURNING {asked}")
    return any(value is not None for row in held for value in row)


def insert_or_set(rows: Rows, *, key: Sequence[str], but: Sequence[str] = ()) -> None:
    """Insert the rows; the one that is there under `key` gets the new one's fields, `but` these."""
    names = [name for name in (*rows.same, *rows.names) if name not in {*key, *but}]
    sets = ", ".join(f"{column} = EXCLUDED.{column}" for column in _columns(rows.model, names))
    _execute(rows, f"{_target(rows.model, key)} UPDATE SET {sets}")


def insert_or_renew(rows: Rows, *, key: Sequence[str], newer: str) -> None:
    """Insert the rows; the one that is there under `key` is renewed where the new one's `newer` is greater."""
    fields = _columns(rows.model, [name for name in rows.names if name not in key])
    sets = ", ".join(f"{column} = EXCLUDED.{column}" for column in fields)
    version = _column(rows.model, newer)
    is_newer = f"{_table(rows.model)}.{version} < EXCLUDED.{version}"
    _execute(rows, f"{_target(rows.model, key)} UPDATE SET {sets} WHERE {is_newer}")


def insert_or_add(rows: Rows, *, key: Sequence[str], to: str) -> None:
    """Insert the rows; to the one that is there under `key` the new one's field `to` is added."""
    column = _column(rows.model, to)
    sets = f"{column} = {_table(rows.model)}.{column} + EXCLUDED.{column}"
    _execute(rows, f"{_target(rows.model, key)} UPDATE SET {sets}")


def _execute(rows: Rows, on_conflict: str = "") -> list[tuple[Any, ...]]:
    """Run the statement chunk by chunk; returns what it gives back.

    A full chunk's references are checked at once. Left to the commit, where PostgreSQL does it, the
    checks of a large batch would run while totals are held that everybody else waits for.
    """
    sql = f"{_statement(rows.model, tuple(rows.names), tuple(rows.same))} {on_conflict}"
    same = [
        _field(rows.model, name).get_db_prep_save(value, connection)
        for name, value in rows.same.items()
    ]
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for chunk in _chunks(rows.rows):
            cursor.execute(sql, [*same, _as_json(chunk)])
            found += cursor.fetchall() if cursor.description else []
            if len(chunk) == CHUNK and connection.vendor == "postgresql":
                connection.check_constraints()
    return found


def _chunks(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _as_json(rows: list[Sequence[Any]]) -> str:
    """[{"c0": 7, "c1": "2026-06-12"}, ...]"""
    names = [f"c{n}" for n in range(len(rows[0]))]
    return _JSON.encode([dict(zip(names, row, strict=True)) for row in rows])


@cache
def _statement(model: type[Model], names: tuple[str, ...], same: tuple[str, ...]) -> str:
    """The statement up to its conflict; names come from the models alone, values are bound."""
    columns = ", ".join(_columns(model, (*same, *names)))
    picked, source = _from_json([_field(model, name) for name in names])
    given = ", ".join([*["%s"] * len(same), *picked])
    # "WHERE true" tells SQLite that ON CONFLICT is no join condition.
    return f"INSERT INTO {_table(model)} ({columns}) SELECT {given} FROM {source} WHERE true"  # noqa: S608


def _from_json(fields: list[Field[Any, Any]]) -> tuple[list[str], str]:
    """How the database takes the rows' JSON apart: what to pick, and from what."""
    if connection.vendor == "postgresql":
        types = ", ".join(f"c{n} {column.db_type(connection)}" for n, column in enumerate(fields))
        return [f"r.c{n}" for n in range(len(fields))], f"json_to_recordset(%s) AS r({types})"
    picked = [f"json_extract(r.value, '$.c{n}')" for n in range(len(fields))]
    return picked, "json_each(%s) AS r"


def _target(model: type[Model], key: Sequence[str]) -> str:
    return f"ON CONFLICT ({', '.join(_columns(model, key))}) DO"


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    found: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    return found


def _column(model: type[Model], name: str) -> str:
    return connection.ops.quote_name(_field(model, name).column)


def _columns(model: type[Model], names: Sequence[str]) -> list[str]:
    return [_column(model, name) for name in names]


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
