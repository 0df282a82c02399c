"""What can be typed in the last stage. Whether it is lawful is for the rules; these only read it."""

from django import forms

from certificates import rules
from registration.models import Application
from station.forms import StationFormMixin

MAX_FILE = 20 * 1024 * 1024


class DossierForm(StationFormMixin, forms.Form):
    sent_on = forms.DateField(label="报送日期", help_text="送达鉴定中心和培训处（科）的日期")


class ConfirmationForm(StationFormMixin, forms.Form):
    """The decision on the batch; whom it does not cover stands in the list beside it, a reason at each."""

    centre_document = forms.CharField(label="中心核准文号", max_length=60, help_text="照鉴定中心的核准文件填写")
    training_office_opinion = forms.CharField(label="培训处（科）意见", max_length=200)
    confirmed_on = forms.DateField(label="核准日期")

    def __init__(self, *args, applications: list[Application], **kwargs):
        super().__init__(*args, **kwargs)
        self.applications = applications

    @staticmethod
    def reason_name(application: Application) -> str:
        return f"reason-{application.public_id}"

    def rows(self) -> list[dict[str, object]]:
        """Each candidate with the reason typed so far."""
        return [
            {
                "application": application,
                "name": self.reason_name(application),
                "reason": self.data.get(self.reason_name(application), "") if self.is_bound else "",
            }
            for application in self.applications
        ]

    def refused(self) -> list[tuple[Application, str]]:
        return [(row["application"], row["reason"].strip()) for row in self.rows() if row["reason"].strip()]


class StampingForm(StationFormMixin, forms.Form):
    """R6.2: the three papers, all of them."""

    has_confirmation = forms.BooleanField(label="核准结果在手", required=False)
    notice_number = forms.CharField(
        label="本批次鉴定通知书文号", max_length=60, help_text="照原件填写，与登记的文号核对"
    )
    invoice_number = forms.CharField(label="缴费发票号", max_length=60)
    requested_on = forms.DateField(label="办理日期")

    def clean_has_confirmation(self) -> bool:
        if not self.cleaned_data["has_confirmation"]:
            raise forms.ValidationError("没有核准结果不能办理验印（R6.2），请核对原件后勾选。")
        return True


class NumberFileForm(StationFormMixin, forms.Form):
    file = forms.FileField(
        label="证书编号名单",
        help_text="鉴定中心发回的 Excel 文件（.xlsx、.xls）或 .csv，表头须有姓名、证件号码、证书编号",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        allow_empty_file=True,
    )
    issued_on = forms.DateField(label="发证日期", required=False, help_text="名单里有发证日期的，不填")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise forms.ValidationError("文件超过 20 MB。请只保留证书编号名单后重新上传。")
        return file


class ProofReadForm(StationFormMixin, forms.Form):
    """What stands on the paper in hand. The identity number is typed, never shown: left empty, the list's counts."""

    name = forms.CharField(label=rules.FIELDS["name"], max_length=60)
    identity_number = forms.CharField(
        label=rules.FIELDS["identity_number"], max_length=40, required=False,
        help_text="照证书逐位录入；不填的，按中心名单核对", widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    occupation = forms.CharField(label=rules.FIELDS["occupation"], max_length=80)
    level = forms.CharField(label=rules.FIELDS["level"], max_length=40)
    number = forms.CharField(label=rules.FIELDS["number"], max_length=40)
    issued_on = forms.CharField(label=rules.FIELDS["issued_on"], max_length=40)
    remark = forms.CharField(
        label="其他差错", max_length=200, required=False, help_text="照片、印章、纸面等；没有的，不填"
    )

    def printed(self) -> dict[str, str]:
        values = {field: self.cleaned_data[field] for field in rules.FIELDS}
        return {field: value for field, value in values.items() if value}


class FaultForm(StationFormMixin, forms.Form):
    fault = forms.CharField(label="差错", max_length=200, help_text="照片、印章、纸面等与名册或样式不符之处")


class HandOutSearchForm(StationFormMixin, forms.Form):
    words = forms.CharField(
        label="准考证号、身份证号、证书编号或姓名", max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip


class HandOutForm(StationFormMixin, forms.Form):
    received_by = forms.CharField(label="领取人", max_length=60)
    authority = forms.CharField(
        label="委托说明",
        max_length=120,
        required=False,
        help_text="代领的填写：与本人的关系、委托书日期；本人领取的不填",
    )
    identity_checked = forms.BooleanField(label="已核验领取人身份证原件，人证一致", required=False)
    signed = forms.BooleanField(label="领取人已在核发名册上签字", required=False)


class LookUpForm(StationFormMixin, forms.Form):
    """Both are needed: a number alone says nothing, a name alone says nothing."""

    number = forms.CharField(
        label="证书编号", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"})
    )
    name = forms.CharField(label="证书上的姓名", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
