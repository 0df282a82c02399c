"""How a form of this house is laid out; what can be typed stands in each app's forms.py."""

from crispy_forms.helper import FormHelper
from django import forms


class StationFormMixin:
    """Crispy forms without a <form> tag of their own: the page owns the tag, the button and the token.

    Errors appear at the field and in a list on top that links to the fields (templates/bootstrap5/errors.html).
    """

    required_css_class = "required"

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            self._prepare_widget(field)

    @staticmethod
    def _prepare_widget(field: forms.Field) -> None:
        widget = field.widget
        if isinstance(widget, forms.DateTimeInput) and not isinstance(widget, forms.SplitDateTimeWidget):
            widget.input_type = "datetime-local"
            widget.format = "%Y-%m-%dT%H:%M"
        elif isinstance(widget, forms.DateInput):
            widget.input_type = "date"
            widget.format = "%Y-%m-%d"
        elif isinstance(widget, forms.TimeInput):
            widget.input_type = "time"
            widget.format = "%H:%M"
        elif isinstance(widget, forms.Textarea):
            widget.attrs["rows"] = widget.attrs.get("rows") if widget.attrs.get("rows") not in (None, "10") else "4"

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        helper.form_show_errors = True
        return helper
