"""Every state × every act × every kind of actor, generated from the table (R6.3)."""

import itertools

import pytest

from certificates.enums import CertificateState as State
from certificates.workflow import workflow
from station.enums import Role
from station.refusals import NotPermitted, Refused
from station.workflow import fire
from tests.factories import certificates as make
from tests.factories.station import make_user

pytestmark = pytest.mark.django_db

PATHS = {
    State.REGISTERED: (),
    State.FAULTY: ("certificate.find_faulty",),
    State.PROOF_READ: ("certificate.proof_read",),
    State.HANDED_OUT: ("certificate.proof_read", "certificate.hand_out"),
}
BY_VERB = {transition.verb: transition for transition in workflow.transitions}


def take(certificate, verb: str):
    actor = make.Counter().officer
    changes = {"proof_read_by": actor, "proof_read_at": make.PROOF_READ} if "proof" in verb else {}
    return fire(certificate, BY_VERB[verb], actor=actor, now=make.PROOF_READ, changes=changes)


def test_a_certificate_goes_only_where_the_table_leads() -> None:
    certificates = make.certificates_of(make.numbered_round(len(State) * len(BY_VERB)))
    pool = iter(certificates)
    for state, verb in itertools.product(State, BY_VERB):
        certificate = next(pool)
        for step in PATHS[state]:
            take(certificate, step)
        if state in BY_VERB[verb].sources:
            assert take(certificate, verb).state == BY_VERB[verb].target
        else:
            with pytest.raises(Refused, match="现在的状态是"):
                take(certificate, verb)


def test_only_the_certificate_officer_moves_certificates() -> None:
    (certificate,) = make.certificates_of(make.numbered_round(1))
    for role in set(Role) - {Role.CERTIFICATE_OFFICER}:
        stranger = make_user(f"stranger-{role}", role)
        for transition in workflow.transitions:
            assert not transition.may(stranger, certificate)
            with pytest.raises(NotPermitted, match="证书管理员"):
                fire(certificate, transition, actor=stranger, now=make.PROOF_READ)
