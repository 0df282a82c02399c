"""What this stage declares to the registry: R6, from the dossier to the last certificate handed out."""

from datetime import datetime

from django.urls import reverse

from announcements.models import Assessment
from certificates import acts, selectors
from certificates.enums import CertificateState as State
from exams import selectors as examined
from station.enums import Role
from station.models import User
from station.stages import Blocker, NavItem, Panel, Stage, StageStatus, Todo


def page(assessment: Assessment) -> str:
    return reverse("certificates:assessment_certificates", args=[assessment.public_id])


class Certifying(Stage):
    """The regulation sets no day in this stage: there are no deadlines, only what is open."""

    number = 6
    key = "certificates"
    title = "证书验印与核发"
    clause = "R6"
    nav = (
        NavItem("证书核发", "certificates:assessment_list", "patch-check", acts.READERS),
        NavItem("发放证书", "certificates:hand_out_desk", "person-vcard", (Role.CERTIFICATE_OFFICER,)),
    )

    def status(self, assessment: Assessment, now: datetime) -> StageStatus:
        if not examined.is_released(assessment):
            return StageStatus.NOT_BEGUN
        if self._is_done(assessment):
            return StageStatus.DONE
        return StageStatus.BLOCKED if self.blockers(assessment, now) else StageStatus.OPEN

    def _is_done(self, assessment: Assessment) -> bool:
        """Everybody confirmed has the certificate in hand; also where nobody was confirmed at all."""
        if selectors.confirmation_of(assessment) is None:
            return False
        return not selectors.confirmed_results(assessment).exclude(certificate__state=State.HANDED_OUT).exists()

    def blockers(self, assessment: Assessment, now: datetime) -> list[Blocker]:
        """What somebody outside the desk, or the desk itself, must do before the next step can be taken."""
        if not examined.is_released(assessment) or self._is_done(assessment):
            return []
        url = page(assessment)
        dossier = selectors.dossier_of(assessment)
        if dossier is None:
            return [Blocker("验印材料还没有报送鉴定中心和培训处（科）", "R6.1", url)]
        if not hasattr(dossier, "confirmation"):
            return [Blocker("鉴定中心和培训处（科）的核准结果还没有登记", "R6.1", url)]
        if not hasattr(dossier.confirmation, "stamping_request"):
            return [Blocker("核准结果、鉴定通知书、缴费发票三项还没有齐备，不能验印", "R6.2", url)]
        found = []
        if missing := selectors.results_awaiting_certificates(assessment).count():
            found.append(Blocker(f"有 {missing} 人还没有证书编号", "R6.2", url))
        if faulty := selectors.confirmed_results(assessment).filter(certificate__state=State.FAULTY).count():
            found.append(Blocker(f"有 {faulty} 本证书有差错，待重印", "R6.3", url))
        return found

    def todos(self, user: User, now: datetime) -> list[Todo]:
        if not user.has_role(Role.CERTIFICATE_OFFICER):
            return []
        found = []
        assessments = list(selectors.unfinished_assessments())
        for assessment in selectors.with_counts(assessments):
            found += self._todos_of(assessment)
        return found

    def _todos_of(self, assessment: Assessment) -> list[Todo]:
        """What comes next at one assessment, from what was loaded with it."""
        url = page(assessment)

        def todo(title: str, clause: str, action: str, count: int = 1) -> Todo:
            return Todo(title, assessment.title, clause, url, action, count=count)

        dossier = getattr(assessment, "dossier", None)
        if dossier is None:
            return [todo("报送验印材料", "R6.1", "去报送")]
        confirmation = getattr(dossier, "confirmation", None)
        if confirmation is None:
            return [todo("登记核准结果", "R6.1", "去登记")]
        states = assessment.by_state  # type: ignore[attr-defined]
        lacks_numbers = assessment.lacks_numbers  # type: ignore[attr-defined]
        if not hasattr(confirmation, "stamping_request"):
            return [todo("凭三项凭据办理验印", "R6.2", "去办理")] if lacks_numbers else []
        steps = (
            (int(lacks_numbers), "导入证书编号", "R6.2", "去导入"),
            (states[State.REGISTERED], "核对证书", "R6.3", "去核对"),
            (states[State.FAULTY], "登记重印的证书", "R6.3", "去登记"),
            (states[State.PROOF_READ], "发放证书", "R6.3", "去发放"),
        )
        return [todo(title, clause, action, count) for count, title, clause, action in steps if count]

    def panel(self, assessment: Assessment, user: User, now: datetime) -> Panel | None:
        if not examined.is_released(assessment):
            return None
        dossier = selectors.dossier_of(assessment)
        states = selectors.counts([assessment]).get(assessment.pk, {})
        context = {
            "dossier": dossier,
            "confirmation": getattr(dossier, "confirmation", None),
            "confirmed": selectors.confirmed_results(assessment).count(),
            "certificates": sum(states.values()),
            "handed_out": states.get(State.HANDED_OUT, 0),
        }
        actions: tuple[tuple[str, str], ...] = ()
        if user.has_role(*acts.READERS):
            actions = (("证书验印与核发", page(assessment)),)
        return Panel("certificates/staff/_panel.html", context, actions)
