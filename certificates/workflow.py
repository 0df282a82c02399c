"""A printed certificate's way to its owner: proof-read against the register, printed anew if faulty, handed out (R6.3)."""

from datetime import datetime
from typing import Any

from certificates.enums import CertificateState as State
from registration.enums import REGISTERED
from station.enums import Role
from station.models import User
from station.refusals import Reason
from station.workflow import Transition, Workflow

workflow = Workflow()
OFFICER = (Role.CERTIFICATE_OFFICER,)


def application_stands(certificate: Any, *, actor: User | None, now: datetime) -> list[Reason]:
    """Whoever lost the registration by fraud gets no certificate, however late it comes out (R2.5)."""
    application = certificate.result.application
    if application.state in REGISTERED:
        return []
    state = application.get_state_display()
    return [
        Reason(f"{application.candidate.name}的报名现在是“{state}”，证书不得发放", "R2.5", "请将证书退回鉴定中心。")
    ]


PASS = workflow.add(
    Transition(
        verb="certificate.proof_read",
        label="核对无误",
        sources=(State.REGISTERED,),
        target=State.PROOF_READ,
        roles=OFFICER,
        guards=(application_stands,),
        clause="R6.3",
    )
)
FIND_FAULTY = workflow.add(
    Transition(
        verb="certificate.find_faulty",
        label="登记差错",
        sources=(State.REGISTERED, State.PROOF_READ),
        target=State.FAULTY,
        roles=OFFICER,
        clause="R6.3",
    )
)
REPRINT = workflow.add(
    Transition(
        verb="certificate.reprint",
        label="登记重印",
        sources=(State.FAULTY,),
        target=State.REGISTERED,
        roles=OFFICER,
        guards=(application_stands,),
        clause="R6.3",
    )
)
HAND_OUT = workflow.add(
    Transition(
        verb="certificate.hand_out",
        label="发放证书",
        sources=(State.PROOF_READ,),
        target=State.HANDED_OUT,
        roles=OFFICER,
        guards=(application_stands,),
        clause="R6.3",
    )
)
