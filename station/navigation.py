"""The ground floor's lines of the left rail: what belongs to no stage."""

from station.enums import Role
from station.services import CATALOGUE_ROLES
from station.stages import NavItem, add_ground_floor_nav

_EVERYBODY = tuple(role for role in Role if role not in (Role.CANDIDATE, Role.GROUP_CONTACT))

add_ground_floor_nav(
    NavItem("待办", "station:dashboard", "list-check", _EVERYBODY),
    NavItem("法定期限", "station:deadline_list", "alarm", _EVERYBODY),
    NavItem("账号与角色", "station:user_list", "people", (Role.ADMINISTRATOR,)),
    NavItem("职业", "station:catalogue_list", "tools", CATALOGUE_ROLES, ("occupations",)),
    NavItem("考点", "station:catalogue_list", "geo-alt", CATALOGUE_ROLES, ("places",)),
    NavItem("考场", "station:catalogue_list", "grid-3x3", CATALOGUE_ROLES, ("rooms",)),
    NavItem("工作日历", "station:calendar_detail", "calendar3", _EVERYBODY),
    NavItem("规则参数", "station:profile_list", "sliders", (Role.ADMINISTRATOR, Role.DIRECTOR, Role.AUDITOR)),
    NavItem(
        "后台任务", "station:job_list", "hourglass", (Role.DIRECTOR, Role.EXAM_AFFAIRS_OFFICER, Role.ADMINISTRATOR)
    ),
    NavItem("邮件发送", "station:delivery_list", "envelope", (Role.ADMINISTRATOR,)),
    NavItem("短信发送", "station:short_message_list", "chat-left-text", (Role.ADMINISTRATOR,)),
    NavItem("审计", "station:audit_list", "shield-check", (Role.AUDITOR, Role.DIRECTOR)),
)
