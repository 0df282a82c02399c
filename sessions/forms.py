"""What can be typed in stages 3 and 4. Whether it is lawful is for the rules; these only read it."""

from typing import Any

from django import forms

from registration.models import Application
from sessions import selectors
from sessions.enums import AnswerOutcome, CardKind, FilingMethod, Post, SeatingOrder
from sessions.models import Centre, ExamSession, ImplementationPlan, SessionRoom, StaffMember
from station.enums import Sex, Subject
from station.forms import StationFormMixin
from station.models import Occupation, Room, User


class SectionsForm(StationFormMixin, forms.Form):
    """R3.1: the parts of the plan that are written."""

    person_in_charge = forms.ModelChoiceField(label="负责人", queryset=StaffMember.objects.none(), required=False)
    division_of_duties = forms.CharField(label="人员分工", widget=forms.Textarea, required=False)
    marking = forms.CharField(label="阅卷、检测与评分安排", widget=forms.Textarea, required=False)
    score_entry = forms.CharField(label="成绩登录安排", widget=forms.Textarea, required=False)
    emergency = forms.CharField(label="突发事件应急预案", widget=forms.Textarea, required=False)
    one_paper_per_room = forms.BooleanField(label="一个考场只用一种试卷", required=False)
    seating_order = forms.ChoiceField(label="编排次序", choices=SeatingOrder.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_in_charge"].queryset = StaffMember.objects.filter(is_active=True)


class ProposalForm(StationFormMixin, forms.Form):
    rooms = forms.ModelMultipleChoiceField(
        label="可用的考场", queryset=Room.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    members = forms.ModelMultipleChoiceField(
        label="可派的人员", queryset=StaffMember.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    seed = forms.IntegerField(
        label="编排种子", min_value=0, max_value=999_999_999, help_text="同一种子得到同一编排；换一个数即重新抽排。"
    )

    def __init__(self, *args: Any, assessment: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = Room.objects.filter(is_active=True, kind__in=["theory", "computer", "practical", "review"])
        at_place = rooms.filter(place=assessment.place_id)
        self.fields["rooms"].queryset = rooms.select_related("place").order_by("kind", "place__name", "name")
        self.fields["rooms"].label_from_instance = lambda room: (
            f"{room}（{room.get_kind_display()}，{room.capacity} 座）"
        )
        self.fields["members"].queryset = selectors.assignable_members()
        self.fields["members"].label_from_instance = lambda member: (
            f"{member.name}（{member.get_card_kind_display()}，{member.employer}）"
        )
        if not self.is_bound:
            self.initial.setdefault("rooms", list(at_place.values_list("pk", flat=True)))
            self.initial.setdefault("members", [member.pk for member in self.fields["members"].queryset])


class SeatingForm(StationFormMixin, forms.Form):
    seed = forms.IntegerField(label="编排种子", min_value=0, max_value=999_999_999)


class ExamSessionForm(StationFormMixin, forms.Form):
    subject = forms.ChoiceField(label="科目", choices=Subject.choices)
    starts_at = forms.DateTimeField(label="开始", widget=forms.DateTimeInput)
    ends_at = forms.DateTimeField(label="结束", widget=forms.DateTimeInput)

    def __init__(self, *args: Any, with_subject: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_subject:
            del self.fields["subject"]


class SessionRoomForm(StationFormMixin, forms.Form):
    room = forms.ModelChoiceField(label="考场", queryset=Room.objects.none())

    def __init__(self, *args: Any, exam_session: ExamSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = exam_session.session_rooms.values("room")
        free = Room.objects.filter(is_active=True).exclude(pk__in=taken).select_related("place")
        self.fields["room"].queryset = free
        self.fields["room"].label_from_instance = lambda room: (
            f"{room}（{room.get_kind_display()}，{room.capacity} 座）"
        )


class DutyForm(StationFormMixin, forms.Form):
    member = forms.ModelChoiceField(label="人员", queryset=StaffMember.objects.none())
    post = forms.ChoiceField(label="岗位", choices=Post.choices)
    session_room = forms.ModelChoiceField(
        label="考场", queryset=SessionRoom.objects.none(), required=False, empty_label="（不在考场，全程）"
    )
    task = forms.CharField(label="任务", max_length=200, required=False)

    def __init__(self, *args: Any, plan: ImplementationPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = selectors.assignable_members()
        self.fields["member"].label_from_instance = lambda member: (
            f"{member.name}（{member.get_card_kind_display()}，{member.employer}）"
        )
        rooms = SessionRoom.objects.filter(exam_session__plan=plan).select_related("room", "exam_session")
        self.fields["session_room"].queryset = rooms.order_by("exam_session__sequence", "number")
        self.fields["session_room"].label_from_instance = lambda room: f"{room.exam_session} {room}"


class MoveSeatForm(StationFormMixin, forms.Form):
    """By keyboard alone: who, and to which place. A place that is taken means changing places."""

    seat = forms.ModelChoiceField(label="考生", queryset=None)
    session_room = forms.ModelChoiceField(label="到考场", queryset=SessionRoom.objects.none())
    row = forms.IntegerField(label="排", min_value=1, max_value=40)
    column = forms.IntegerField(label="列", min_value=1, max_value=40, help_text="该处有人的，两人对调。")

    def __init__(self, *args: Any, session_room: SessionRoom, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = session_room.seats.select_related("application_subject__application__candidate")
        self.fields["seat"].queryset = seats.order_by("number")
        self.fields["seat"].label_from_instance = lambda seat: (
            f"{seat.number} 号 {seat.application_subject.application.candidate.name}（{seat.row} 排 {seat.column} 列）"
        )
        exam_session = session_room.exam_session
        rooms = SessionRoom.objects.filter(
            exam_session__plan=exam_session.plan_id, exam_session__subject=exam_session.subject
        ).select_related("room", "exam_session")
        self.fields["session_room"].queryset = rooms.order_by("exam_session__sequence", "number")
        self.fields["session_room"].label_from_instance = lambda room: f"{room.exam_session} {room}"
        if not self.is_bound:
            self.initial.setdefault("session_room", session_room.pk)


class OpinionForm(StationFormMixin, forms.Form):
    opinion = forms.CharField(label="意见", max_length=300, required=False, widget=forms.Textarea)


class FilingForm(StationFormMixin, forms.Form):
    centre = forms.ModelChoiceField(label="鉴定中心", queryset=Centre.objects.all())
    method = forms.ChoiceField(label="报送方式", choices=FilingMethod.choices)
    received_on = forms.DateField(label="中心签收日期", widget=forms.DateInput)


class AnswerForm(StationFormMixin, forms.Form):
    outcome = forms.ChoiceField(label="结论", choices=AnswerOutcome.choices)
    document_number = forms.CharField(label="文号", max_length=60)
    answered_on = forms.DateField(label="答复日期", widget=forms.DateInput)
    note = forms.CharField(
        label="说明", max_length=300, required=False, widget=forms.Textarea, help_text="退回的须写明中心的理由。"
    )
    refused = forms.CharField(
        label="未获核准的人和原因",
        required=False,
        widget=forms.Textarea,
        help_text="部分核准时填写，每行一人：报名序号，空一格，原因。",
    )

    def __init__(self, *args: Any, applications: list[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_number = {application.number: application for application in applications}

    def clean_refused(self) -> list[tuple[Application, str]]:
        found, wrong = [], []
        for line in self.cleaned_data["refused"].splitlines():
            number, _, reason = line.strip().replace("\u3000", " ").partition(" ")
            if not number:
                continue
            if number in self.by_number:
                found.append((self.by_number[number], reason.strip()))
            else:
                wrong.append(number)
        if wrong:
            raise forms.ValidationError(f"名册里没有这些报名序号：{'、'.join(wrong)}")
        return found


class SettlementForm(StationFormMixin, forms.Form):
    receipt_number = forms.CharField(label="中心开具的票据号", max_length=60)
    paid_on = forms.DateField(label="缴费日期", widget=forms.DateInput)


class StaffMemberForm(StationFormMixin, forms.Form):
    name = forms.CharField(label="姓名", max_length=60)
    sex = forms.TypedChoiceField(label="性别", choices=Sex.choices, coerce=int)
    employer = forms.CharField(label="单位", max_length=120, help_text="同单位的考生应当回避，请填全称。")
    title = forms.CharField(label="职务", max_length=60, required=False)
    phone = forms.CharField(label="电话", max_length=30, required=False)
    card_kind = forms.ChoiceField(label="证卡", choices=CardKind.choices)
    card_number = forms.CharField(label="证卡号", max_length=40, required=False)
    card_valid_until = forms.DateField(label="证卡有效期至", widget=forms.DateInput, required=False)
    occupations = forms.ModelMultipleChoiceField(
        label="证卡核准的职业", queryset=Occupation.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    user = forms.ModelChoiceField(
        label="对应的账号", queryset=User.objects.none(), required=False, empty_label="（无）"
    )
    is_active = forms.BooleanField(label="可派用", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occupations"].queryset = Occupation.objects.filter(is_active=True)
        staff = User.objects.filter(is_active=True, role_grants__revoked_at=None).exclude(
            role_grants__role__in=["candidate", "group_contact"]
        )
        self.fields["user"].queryset = staff.distinct().order_by("username")
        self.fields["user"].label_from_instance = lambda user: f"{user.name}（{user.username}）"


class CentreForm(StationFormMixin, forms.Form):
    name = forms.CharField(label="名称", max_length=80)
    handles_unified = forms.BooleanField(label="受理统一鉴定", required=False)
