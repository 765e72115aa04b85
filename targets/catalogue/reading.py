"""YAML into frozen dataclasses, strictly: a fault names its file and its key."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml

from plans.rules.storing import facts_from

T = TypeVar("T")


def read_facts(path: Path, kind: type[T]) -> T:
    """The dataclass that the file holds; ValueError names the file and the key at fault."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path.name}: {error}") from error
    return facts_from(kind, raw, path.name)
