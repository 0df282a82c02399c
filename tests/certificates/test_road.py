"""The whole road of stage 6 through its verbs, from the dossier to the certificates handed out (R6)."""

import io
import zipfile

import pytest

from certificates import services
from certificates.enums import CertificateState
from certificates.stage import Certifying
from exams.enums import BagState, IncidentKind
from exams.services import record_incident
from station import audit
from station.stages import StageStatus
from tests.factories import certificates as make
from tests.factories import exams as day

pytestmark = pytest.mark.django_db


def held_round(people: int = 3):
    """A day with everything on record: bags carried, one absent, one incident."""
    made = day.ticketed_round(people)
    for bag in day.bags_of(made):
        day.carry_to(bag, BagState.MARKING)
    day.check_in_all(made)
    record_incident(
        assessment=made.assessment,
        session_room=day.rooms_of(made)[0],
        kind=IncidentKind.EQUIPMENT,
        at=day.rooms_of(made)[0].exam_session.starts_at,
        description="投影仪不亮",
        action="换用备用投影仪",
        outcome="正常开考",
        actor=make.Counter().affairs,
        now=day.MARKED,
    )
    day.lock_all(made, 81.5)
    day.release(made)
    return made


def test_a_batch_goes_from_the_dossier_to_the_last_certificate_handed_out() -> None:
    made = held_round()
    counter, assessment, stage = make.Counter(), made.assessment, Certifying()
    assert stage.status(assessment, make.SENT) == StageStatus.BLOCKED

    dossier = make.send(made)
    with dossier.document.file.open("rb") as file:
        content = file.read()
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert len([name for name in names if name.endswith(".pdf")]) == 6  # the five papers of R6.1 and the cover
    make.stamp(make.confirm(dossier))
    report = make.import_numbers(made)
    assert (report.read, report.accepted, report.rejected, report.missing) == (3, 3, 0, [])
    services.print_register(assessment=assessment, actor=counter.officer, now=make.NUMBERED)
    counted = services.proof_read_many(
        certificates=make.certificates_of(made), actor=counter.officer, now=make.PROOF_READ
    )
    assert counted == {"sound": 3, "faulty": 0, "passed_over": 0}
    for certificate in make.certificates_of(made):
        make.hand_out(certificate)
    assert {row.state for row in make.certificates_of(made)} == {CertificateState.HANDED_OUT}
    assert stage.status(assessment, make.HANDED_OUT) == StageStatus.DONE
    assert audit.walk().damage is None
