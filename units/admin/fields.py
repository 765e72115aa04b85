"""Form fields for lists that are stored as JSON and typed one item a line."""

from __future__ import annotations

from typing import Any

from django import forms


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        kwargs.setdefault("help_text", "Mỗi dòng một mục.")
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(item) for item in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (line.strip() for line in (super().to_python(value) or "").splitlines())
        return [line for line in lines if line]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(self.prepare_value(initial)) != self.to_python(data)


class YearsField(LinesField):
    """A list of years, one a line."""

    def to_python(self, value: Any) -> Any:
        lines = super().to_python(value)
        if not all(line.isdigit() and len(line) == len("2026") for line in lines):
            raise forms.ValidationError("Mỗi dòng là một năm gồm bốn chữ số.")
        return [int(line) for line in lines]
