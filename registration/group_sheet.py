"""The workbook of a group's own people; drawn only when somebody asks for it (R2.4)."""

from collections.abc import Sequence
from datetime import date

from registration.group_work import what_is_missing
from registration.models import Application
from station.papers import Sheet, SheetColumn, workbook


def _subjects(row: Application) -> str:
    return "、".join(f"{each.get_subject_display()}（{each.get_attempt_display()}）" for each in row.subjects.all())


COLUMNS = (
    SheetColumn("报名序号", lambda row: row.number or "", 20),
    SheetColumn("姓名", lambda row: row.candidate.name, 14),
    SheetColumn("证件类型", lambda row: row.candidate.get_identity_type_display(), 16),
    SheetColumn("证件号码", lambda row: row.candidate.masked_identity, 24),
    SheetColumn("性别", lambda row: row.candidate.get_sex_display(), 8),
    SheetColumn("手机号码", lambda row: row.candidate.masked_mobile, 16),
    SheetColumn("单位或学校", lambda row: row.candidate.employer, 28),
    SheetColumn("班级或部门", lambda row: row.candidate.group_name, 18),
    SheetColumn("申报职业", lambda row: row.offering.occupation.name, 18),
    SheetColumn("申报等级", lambda row: row.offering.get_level_display(), 18),
    SheetColumn("考核科目", _subjects, 34),
    SheetColumn("照片", lambda row: "有" if row.has_photo else "缺", 8),
    SheetColumn("状态", lambda row: row.get_state_display(), 18),
    SheetColumn("要办的事", what_is_missing, 44),
)


def drawn(people: Sequence[Application], *, title: str, author: str, issued: date) -> bytes:
    sheet = Sheet("人员名册", COLUMNS, people, heading=f"{title}（{len(people)} 人）")
    return workbook([sheet], title=title, author=author, issued=issued)
