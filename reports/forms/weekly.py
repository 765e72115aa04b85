"""Input of the weekly reports' pages."""

from django import forms


class IssueForm(forms.Form):
    """The number that the registry gives the report."""

    number = forms.IntegerField(
        label="Số báo cáo (do Văn thư cấp)",
        min_value=1,
        max_value=99999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "form-control"}),
    )
