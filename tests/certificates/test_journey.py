"""The certificate step on a candidate's own page, and what the desk has to do (R6)."""

import pytest

from certificates import services
from certificates.journey import certificate_steps
from certificates.stage import Certifying
from station.stages import StageStatus
from tests.factories import certificates as make

pytestmark = pytest.mark.django_db


def titles(user, now) -> list[str]:
    return [todo.title for todo in Certifying().todos(user, now)]


def test_step_by_step_the_desk_and_the_candidate_are_told_what_comes_next(django_assert_num_queries) -> None:
    made = make.released_round(2)
    officer, director, stage = make.Counter().officer, make.Counter().director, Certifying()
    mine = made.applications[0]

    def step() -> str | None:
        with django_assert_num_queries(1):
            found = certificate_steps(made.applications, make.HANDED_OUT)
        return found[mine.pk].status if mine.pk in found else None

    assert (titles(officer, make.SENT), step()) == (["报送验印材料"], None)
    assert titles(director, make.SENT) == []
    dossier = make.send(made)
    assert titles(officer, make.SENT) == ["登记核准结果"]
    confirmation = make.confirm(dossier, refused=[(made.applications[1], "学历不符")])
    assert (titles(officer, make.CONFIRMED), step()) == (["凭三项凭据办理验印"], "upcoming")
    assert certificate_steps([made.applications[1]], make.CONFIRMED)[made.applications[1].pk].status == "missed"
    make.stamp(confirmation)
    assert titles(officer, make.STAMPED) == ["导入证书编号"]
    make.import_numbers(made)
    assert (titles(officer, make.NUMBERED), step()) == (["核对证书"], "upcoming")
    (certificate,) = make.certificates_of(made)
    services.find_faulty(certificate=certificate, fault="照片模糊", actor=officer, now=make.PROOF_READ)
    assert titles(officer, make.PROOF_READ) == ["登记重印的证书"]
    assert [blocker.text for blocker in stage.blockers(made.assessment, make.PROOF_READ)] == [
        "有 1 本证书有差错，待重印"
    ]
    services.reprint(certificate=certificate, actor=officer, now=make.PROOF_READ)
    services.proof_read(certificate=certificate, actor=officer, now=make.PROOF_READ)
    assert (titles(officer, make.PROOF_READ), step()) == (["发放证书"], "current")
    assert stage.status(made.assessment, make.PROOF_READ) == StageStatus.OPEN
    make.hand_out(certificate)
    assert (titles(officer, make.HANDED_OUT), step()) == ([], "done")
    assert stage.status(made.assessment, make.HANDED_OUT) == StageStatus.DONE


def test_a_batch_in_which_nobody_was_confirmed_is_done_with_the_confirmation() -> None:
    made, dossier = make.sent_round(1)
    make.confirm(dossier, refused=[(made.applications[0], "材料不实")])
    assert Certifying().status(made.assessment, make.CONFIRMED) == StageStatus.DONE
    assert titles(make.Counter().officer, make.CONFIRMED) == []


def test_a_batch_in_which_nobody_passed_is_sent_all_the_same() -> None:
    made = make.locked_round(1, points=40)
    make.release(made)
    assert any("没有成绩合格的考生" in remark for remark in services.dossier_remarks(made.assessment))
    make.confirm(make.send(made))
    assert Certifying().status(made.assessment, make.CONFIRMED) == StageStatus.DONE
