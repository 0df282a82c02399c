"""Who may hold what: separation of duties between roles.

Most separations are between acts on one object (who drafts does not approve) and stand in the workflow tables.
Only these pairs may never be one person.
"""

from datetime import datetime

from station import audit
from station.enums import Role
from station.models import RoleGrant, User
from station.refusals import Reason, Refused, denied
from station.verbs import verb

BUSINESS_ROLES = frozenset(Role) - {Role.ADMINISTRATOR, Role.AUDITOR, Role.CANDIDATE, Role.GROUP_CONTACT}

CONFLICTS: dict[frozenset[str], str] = {
    **{frozenset({Role.ADMINISTRATOR, role}): "系统管理员不得兼任业务岗位" for role in BUSINESS_ROLES},
    **{frozenset({Role.AUDITOR, role}): "审计员不得兼任被审计的岗位" for role in BUSINESS_ROLES},
    frozenset({Role.AUDITOR, Role.ADMINISTRATOR}): "审计员不得兼任系统管理员",
    frozenset({Role.CASHIER, Role.ACCOUNTANT}): "收费与会计须由两人分任",
    **{frozenset({Role.CANDIDATE, role}): "工作人员须另用考生账号报名" for role in Role if role != Role.CANDIDATE},
    **{
        frozenset({Role.GROUP_CONTACT, role}): "单位联系人不是本所工作人员"
        for role in Role
        if role not in (Role.GROUP_CONTACT, Role.CANDIDATE)
    },
}

audit.register_verbs({"role.grant": "授予角色", "role.revoke": "收回角色"})


def conflict(held: frozenset[str], role: str) -> str:
    """Why `role` can't be added to the roles held, "" when it can."""
    for other in sorted(held):
        if reason := CONFLICTS.get(frozenset({other, role})):
            return f"{reason}（{Role(other).label}、{Role(role).label}）"
    return ""


def _require_administrator(actor: User | None) -> None:
    if actor is not None and not actor.has_role(Role.ADMINISTRATOR):
        denied("授予和收回角色须由系统管理员办理").require()


@verb
def grant_role(*, user: User, role: str, actor: User | None, now: datetime) -> RoleGrant:
    """Give `user` a role. `actor` None is set-up. Refused where duties must stay separate."""
    _require_administrator(actor)
    if actor is not None and actor.pk == user.pk:
        raise Refused("不能授予角色", Reason("系统管理员不得给自己授予角色", remedy="请由另一名系统管理员办理。"))
    User.objects.select_for_update().get(pk=user.pk)
    held = frozenset(user.role_grants.filter(revoked_at=None).values_list("role", flat=True))
    if role in held:
        raise Refused("不能授予角色", Reason(f"{user.name}已是{Role(role).label}"))
    if reason := conflict(held, role):
        raise Refused("不能授予角色", Reason(reason, remedy="请先收回相冲突的角色，或另派他人。"))
    grant = RoleGrant.objects.create(user=user, role=role, granted_by=actor, granted_at=now)
    audit.record(verb="role.grant", actor=actor, obj=user, now=now, facts={"role": role})
    user.__dict__.pop("roles", None)
    return grant


@verb
def revoke_role(*, grant: RoleGrant, actor: User, now: datetime) -> RoleGrant:
    _require_administrator(actor)
    changed = RoleGrant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_by=actor, revoked_at=now)
    if not changed:
        raise Refused("不能收回角色", Reason("这个角色已经收回"))
    audit.record(verb="role.revoke", actor=actor, obj=grant.user, now=now, facts={"role": grant.role})
    grant.user.__dict__.pop("roles", None)
    return grant
