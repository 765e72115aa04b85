"""Questions written out: where Django would need as long to make them as the database to answer them."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.db import connection


def rows_of(sql: str, *given: Collection[Any]) -> list[Any]:
    """The rows of a question. Each `{among}` in it takes a list of any length, each `%s` a text.

    Tables and columns stand in it by name: a test of the path fails where one of them is renamed.
    """
    is_postgres = connection.vendor == "postgresql"
    among = "= ANY(%s)" if is_postgres else "IN (SELECT value FROM json_each(%s))"
    kept = list if is_postgres else _as_json
    with connection.cursor() as cursor:
        bound = [one if isinstance(one, str) else kept(one) for one in given]
        cursor.execute(sql.replace("{among}", among), bound)
        return cursor.fetchall()


def _as_json(values: Collection[Any]) -> str:
    return json.dumps(list(values))
