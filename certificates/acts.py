"""Every plain act of the last stage: its audit verb, the word on the button, who may do it, by which clause."""

from dataclasses import dataclass

from station import audit
from station.enums import Role
from station.models import User
from station.refusals import ALLOWED, Decision, denied

DESK = (Role.CERTIFICATE_OFFICER,)
READERS = (Role.CERTIFICATE_OFFICER, Role.DIRECTOR, Role.EXAM_AFFAIRS_OFFICER, Role.AUDITOR)


@dataclass(frozen=True)
class Act:
    verb: str
    label: str
    roles: tuple[Role, ...]
    clause: str

    def may(self, user: User) -> Decision:
        if user.has_role(*self.roles):
            return ALLOWED
        names = "、".join(role.label for role in self.roles)
        return denied(f"“{self.label}”须由{names}办理", self.clause)


_acts: list[Act] = []


def _act(verb: str, label: str, *roles: Role, clause: str) -> Act:
    audit.register_verbs({verb: label})
    act = Act(verb, label, roles or DESK, clause)
    _acts.append(act)
    return act


SEND_DOSSIER = _act("dossier.send", "报送验印材料", clause="R6.1")
RECORD_CONFIRMATION = _act("confirmation.record", "登记核准结果", clause="R6.1")
REQUEST_STAMPING = _act("stamping.request", "办理验印", clause="R6.2")
IMPORT_NUMBERS = _act("certificate.import", "导入证书编号", clause="R6.2")
PRINT_REGISTER = _act("register.print", "打印核发名册", clause="R6.3")
UNMASK = _act("certificate.unmask", "显示证件号码全号", clause="R6.3")


def all_acts() -> tuple[Act, ...]:
    return tuple(_acts)
