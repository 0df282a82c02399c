"""Getting in by code, a new password, another number, and what was agreed to: candidates' own affairs (R2.1)."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from registration import services
from registration.enums import ConsentKind
from registration.models import Candidate, Consent
from registration.services.candidates import register_candidate, register_many
from station import clock, short_messages, verification
from station.enums import CodePurpose, Role
from station.models import AuditEntry, EmailDelivery, Notification, ShortMessage, User, VerificationCode
from station.refusals import Refused
from station.verbs import verb
from tests.factories.accounts import PASSWORD, code_at, proven, signed_up, subject_of, texts_to
from tests.factories.registration import OPEN, Counter, draft, identity_number, open_offering, person
from tests.factories.station import make_user

LOG_IN, LOG_IN_CODE = "/log-in/", "/log-in/code/"
RESET, RESET_CODE = "/new-password/", "/new-password/code/"
MOBILE, MOBILE_CODE = "/my/account/mobile/", "/my/account/mobile/code/"
HERS, NEW = "13900000002", "13711112222"
WAYS = [
    (LOG_IN, LOG_IN_CODE, {}),
    (RESET, RESET_CODE, {"password": "梨树上-2027-b", "password_again": "梨树上-2027-b"}),
]


@pytest.fixture(autouse=True)
def a_minute_later(alice: Candidate) -> None:
    """Signing up took a code: the next one is a minute away."""
    clock.move_to(OPEN + timedelta(minutes=1), frozen=True)


def holder(serial: int = 2, mobile: str = "") -> dict[str, str]:
    return {"identity_number": identity_number(serial), "mobile": mobile or f"139{serial:08d}"}


def wrong(mobile: str = HERS) -> str:
    return f"{(int(code_at(mobile)) + 1) % 1_000_000:06d}"


def signed_in(client: Client) -> bool:
    return client.get("/my/").status_code == 200


@pytest.mark.parametrize("wanted", ["/accounts/login/", "/accounts/login/?next=/accounts/login/"])
def test_the_log_in_page_never_leads_back_to_itself(client: Client, alice: Candidate, wanted: str) -> None:
    client.force_login(alice.user, backend="registration.backends.IdentityNumberBackend")
    answer = client.get("/accounts/login/", {"next": wanted})
    assert (answer.status_code, answer.url) == (302, "/home/")


# --- signing in by code --------------------------------------------------------------------------------------------------


def test_a_candidate_signs_in_with_a_code_instead_of_a_password(client: Client) -> None:
    assert client.post(f"{LOG_IN}?next=/my/account/", holder()).url == LOG_IN_CODE
    before = client.cookies["sessionid"].value
    response = client.post(LOG_IN_CODE, {"verification_code": code_at(HERS)})
    assert (response.status_code, response.url) == (302, "/my/account/")
    assert signed_in(client)
    assert client.cookies["sessionid"].value != before


def test_numbers_and_codes_are_taken_however_they_are_typed(client: Client) -> None:
    number = identity_number(2)
    typed = {"identity_number": f" {number[:6]} {number[6:]} ", "mobile": "+86 139-0000-0002"}
    assert client.post(LOG_IN, typed).url == LOG_IN_CODE
    code = code_at(HERS)
    assert client.post(LOG_IN_CODE, {"verification_code": f" {code[:3]} {code[3:]}"}).status_code == 302


@pytest.mark.parametrize(("first", "second", "more"), WAYS)
@pytest.mark.parametrize("who", [holder(3), holder(2, "13812345678"), holder(9)])
def test_a_number_without_an_account_is_answered_alike_and_nobody_gets_a_message(
    client: Client, alice: Candidate, who: dict[str, str], first: str, second: str, more: dict[str, str]
) -> None:
    register_candidate(facts=person(3), actor=None, now=OPEN)  # on record, without an account
    known = Client()
    answers = [each.post(first, facts) for each, facts in ((known, holder()), (client, who))]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, second)}
    pages = []
    for each, mobile in ((known, HERS), (client, who["mobile"])):
        page = each.post(second, {"verification_code": "000000", **more}).content.decode()
        pages.append(page.replace(f"{mobile[:3]}****{mobile[-4:]}", "N"))
    assert strip(pages[0]) == strip(pages[1])
    blind = ShortMessage.objects.order_by("id").last()
    assert blind.recipient == ""
    assert client.get("/my/").status_code == 302


def strip(page: str) -> str:
    lines = [line for line in page.splitlines() if "csrf" not in line.lower() and "hx-headers" not in line]
    return "\n".join(lines)


def test_an_account_that_was_closed_gets_no_code(client: Client, alice: Candidate) -> None:
    User.objects.filter(pk=alice.user_id).update(is_active=False)
    assert client.post(LOG_IN, holder()).status_code == 302
    assert ShortMessage.objects.order_by("id").last().recipient == ""


def test_the_code_of_one_affair_opens_no_other(client: Client) -> None:
    client.post(LOG_IN, holder())
    code = code_at(HERS)
    clock.move_to(OPEN + timedelta(minutes=2), frozen=True)
    client.post(RESET, holder())
    answer = client.post(RESET_CODE, {"verification_code": code, **WAYS[1][2]})
    assert answer.status_code == (302 if code == code_at(HERS) else 422)


def test_the_second_page_cannot_be_given_another_person(client: Client) -> None:
    """A code for one's own account, and another's number posted along with it."""
    signed_up(person(5), now=OPEN + timedelta(minutes=1))
    clock.move_to(OPEN + timedelta(minutes=3), frozen=True)
    client.post(LOG_IN, holder(5))
    client.post(LOG_IN_CODE, {"verification_code": code_at("13900000005"), **holder(2)})
    assert client.get("/my/account/").context["person"].identity_number == identity_number(5)


def test_without_the_first_page_the_second_leads_back_to_it(client: Client) -> None:
    for first, second, more in WAYS:
        assert client.post(second, {"verification_code": "123456", **more}).url == first
        assert client.post(f"{first}resend/").url == first


# --- attempts are attempts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second", "more"), WAYS)
def test_five_wrong_codes_pause_the_account_for_passwords_too(
    client: Client, first: str, second: str, more: dict[str, str]
) -> None:
    client.post(first, holder())
    form = {"verification_code": wrong(), **more}
    answers = [client.post(second, form) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [429]
    assert "连续五次输错密码或验证码" in answers[-1].content.decode()
    assert client.post(second, form | {"verification_code": code_at(HERS)}).status_code == 429
    login = {"username": identity_number(2), "password": PASSWORD}
    assert Client().post(reverse("accounts:login"), login).status_code == 429
    kept = " ".join(str(value) for row in AccessAttempt.objects.values() for value in row.values())
    for personal in (identity_number(2), HERS, form["verification_code"]):
        assert personal not in kept


def test_wrong_passwords_count_with_wrong_codes(client: Client) -> None:
    login = {"username": identity_number(2), "password": "别的密码-2026"}
    for _ in range(3):
        client.post(reverse("accounts:login"), login)
    client.post(LOG_IN, holder())
    answers = [client.post(LOG_IN_CODE, {"verification_code": wrong()}).status_code for _ in range(2)]
    assert answers == [422, 429]
    assert client.post(LOG_IN, holder()).status_code == 429


def test_a_number_without_an_account_is_paused_alike(client: Client) -> None:
    client.post(LOG_IN, holder(9))
    answers = [client.post(LOG_IN_CODE, {"verification_code": "000000"}).status_code for _ in range(5)]
    assert answers == [422] * 4 + [429]


# --- a new password ------------------------------------------------------------------------------------------------------


def reset(client: Client, password: str = "梨树上-2027-b") -> int:
    client.post(RESET, holder())
    form = {"verification_code": code_at(HERS), "password": password, "password_again": password}
    return client.post(RESET_CODE, form).status_code


def test_a_forgotten_password_is_set_anew_and_log_ins_elsewhere_end(alices: Client) -> None:
    assert signed_in(alices)
    forgetful = Client()
    assert reset(forgetful) == 302
    assert signed_in(forgetful)
    assert not signed_in(alices)
    login = {"username": identity_number(2), "password": "梨树上-2027-b"}
    assert Client().post(reverse("accounts:login"), login).status_code == 302


def test_a_new_password_is_audited_and_told(client: Client, alice: Candidate) -> None:
    User.objects.filter(pk=alice.user_id).update(email="alice@example.org")
    reset(client)
    assert AuditEntry.objects.filter(verb="account.reset_password").count() == 1
    told = texts_to(HERS)[-1]
    assert "用短信验证码重设" in told
    assert "0531-00000000" in told
    notice = Notification.objects.get(recipient=alice.user, kind="account")
    assert EmailDelivery.objects.filter(notification=notice).exists()


def test_a_new_password_ends_the_pause(client: Client) -> None:
    login = {"username": identity_number(2), "password": "别的密码-2026"}
    for _ in range(4):
        client.post(reverse("accounts:login"), login)
    assert reset(client) == 302
    assert AccessAttempt.objects.count() == 0


@pytest.mark.parametrize("password", ["12345678", "password", f"x{HERS}", f"x{identity_number(2)}"])
def test_a_weak_password_is_refused_before_the_code_is_looked_at(client: Client, password: str) -> None:
    assert reset(client, password) == 422
    assert VerificationCode.objects.order_by("id").last().tries == 0


def test_staff_are_not_let_in_by_code(client: Client) -> None:
    bob = Counter().officer
    client.post(LOG_IN, {"identity_number": bob.username, "mobile": HERS})
    assert ShortMessage.objects.order_by("id").last().recipient == ""


def test_the_service_itself_asks_for_the_proof(alice: Candidate) -> None:
    """Whoever calls the verb with a proof for something else is refused, whatever the page did."""
    now = OPEN + timedelta(minutes=2)
    proof = proven(person(2), now=now, purpose=CodePurpose.LOG_IN)
    about = {"number": identity_number(2), "mobile": HERS, "password": "梨树上-2027-b", "now": now}
    with pytest.raises(Refused, match="不对应"):
        services.reset_own_password(**about, proof=proof)
    with pytest.raises(Refused, match="不一致"):
        services.reset_own_password(**about | {"mobile": NEW}, proof=proof)
    with pytest.raises(Refused, match="不对应"):
        services.sign_up(facts=person(8), password=PASSWORD, photo_consent=False, proof=proof, now=now)


# --- another number ------------------------------------------------------------------------------------------------------


def ask_for_new(client: Client, mobile: str = NEW, password: str = PASSWORD) -> int:
    return client.post(MOBILE, {"mobile": mobile, "password_now": password}).status_code


def test_another_number_is_proven_by_its_own_code_and_the_old_one_is_told(alices: Client, alice: Candidate) -> None:
    assert ask_for_new(alices) == 302
    assert len(texts_to(NEW)) == 1
    assert alices.post(MOBILE_CODE, {"verification_code": code_at(NEW)}).url == "/my/account/"
    alice.refresh_from_db()
    assert (alice.mobile, alice.mobile_proven_at) == (NEW, OPEN + timedelta(minutes=1))
    assert "换为137****2222" in texts_to(HERS)[-1]
    entry = AuditEntry.objects.get(verb="account.change_mobile")
    assert NEW not in str(entry.facts)


def test_another_number_needs_the_password_and_wrong_ones_count(alices: Client) -> None:
    assert [ask_for_new(alices, password="别的密码-2026") for _ in range(5)] == [422] * 4 + [429]
    assert texts_to(NEW) == []


def test_a_wrong_code_changes_no_number(alices: Client, alice: Candidate) -> None:
    ask_for_new(alices)
    assert alices.post(MOBILE_CODE, {"verification_code": wrong(NEW)}).status_code == 422
    alice.refresh_from_db()
    assert alice.mobile == HERS


def test_the_same_number_again_is_no_change(alices: Client) -> None:
    page = alices.post(MOBILE, {"mobile": HERS, "password_now": PASSWORD})
    assert page.status_code == 422
    assert "这就是现在登记的号码" in page.content.decode()


def test_a_number_waiting_for_its_code_is_not_another_person_s(alices: Client) -> None:
    """Signed out and another one signed in on the same telephone."""
    ask_for_new(alices)
    bella = signed_up(person(5), now=OPEN + timedelta(minutes=1))
    alices.force_login(bella, backend="django.contrib.auth.backends.ModelBackend")
    assert alices.post(MOBILE_CODE, {"verification_code": code_at(NEW)}).url == MOBILE
    assert bella.candidate.mobile == "13900000005"


def test_a_roster_cannot_redirect_the_codes_of_somebody_who_has_an_account(alice: Candidate) -> None:
    taken_in = verb(register_many)
    taken_in(everyone=[person(2, name="爱丽丝", mobile=NEW)], actor=Counter().officer, now=OPEN)
    alice.refresh_from_db()
    assert (alice.mobile, alice.mobile_proven_at) == (HERS, OPEN)


def test_the_desk_may_put_in_another_number_which_then_waits_for_its_proof(alice: Candidate) -> None:
    register_candidate(facts=person(2, name="爱丽丝", mobile=NEW), actor=Counter().officer, now=OPEN)
    alice.refresh_from_db()
    assert (alice.mobile, alice.mobile_proven_at) == (NEW, None)
    assert "在报名窗口换为137****2222" in texts_to(HERS)[-1]


def test_a_group_s_contact_cannot_redirect_them_either(alice: Candidate) -> None:
    contact = make_user("contact", Role.GROUP_CONTACT)
    with pytest.raises(Refused, match="更换由本人登录后办理"):
        register_candidate(facts=person(2, name="爱丽丝", mobile=NEW), actor=contact, now=OPEN)


def test_nor_claim_the_record_of_somebody_whom_others_registered() -> None:
    """Name, number and mobile on record are what an account is opened with: a contact knows two of the three."""
    offering, contact = open_offering(), make_user("contact", Role.GROUP_CONTACT)
    bella = draft(offering, 5).candidate
    before = bella.mobile
    with pytest.raises(Refused, match="另有报名"):
        register_candidate(facts=person(5, mobile=NEW), actor=contact, now=OPEN)
    verb(register_many)(everyone=[person(5, mobile=NEW)], actor=contact, now=OPEN)
    bella.refresh_from_db()
    assert bella.mobile == before
    verb(register_many)(everyone=[person(5, mobile=NEW)], actor=Counter().officer, now=OPEN)
    bella.refresh_from_db()
    assert bella.mobile == NEW


def test_a_contact_corrects_the_number_of_somebody_they_alone_registered() -> None:
    contact = make_user("contact", Role.GROUP_CONTACT)
    for mobile in ("13700000001", NEW):
        verb(register_many)(everyone=[person(5, mobile=mobile)], actor=contact, now=OPEN)
    assert Candidate.objects.latest("id").mobile == NEW


def test_the_person_s_own_form_points_to_the_account_page(alice: Candidate) -> None:
    with pytest.raises(Refused, match="我的账号"):
        register_candidate(facts=person(2, name="爱丽丝", mobile=NEW), actor=alice.user, now=OPEN)


# --- my account ----------------------------------------------------------------------------------------------------------


def test_the_account_page_shows_masked_numbers_and_what_was_agreed_to(alices: Client) -> None:
    page = alices.get("/my/account/").content.decode()
    assert "139****0002" in page
    assert HERS not in page
    assert identity_number(2) not in page
    assert page.count("您已同意") == 2
    assert page.count("文本版本 2026-1") == 2


def test_the_consent_to_the_photo_is_taken_back_and_given_again(alices: Client, alice: Candidate) -> None:
    for granted in ("0", "0", "1"):
        assert alices.post("/my/account/photo-consent/", {"granted": granted}).url == "/my/account/"
    rows = Consent.objects.filter(candidate=alice, kind=ConsentKind.PHOTO).order_by("id")
    assert [row.granted for row in rows] == [True, False, True]
    assert "以前的记录" in alices.get("/my/account/").content.decode()


def test_a_candidate_changes_the_password_and_it_is_on_record(alices: Client, alice: Candidate) -> None:
    other = Client()
    other.force_login(alice.user, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("accounts:password_change")
    form = {"old_password": PASSWORD, "new_password1": "梨树上-2027-b", "new_password2": "梨树上-2027-b"}
    weak = form | {"new_password1": f"x{HERS}", "new_password2": f"x{HERS}"}
    assert "密码中不能含证件号码或手机号码" in alices.post(address, weak).content.decode()
    assert alices.post(address, form).status_code == 302
    assert signed_in(alices)
    assert not signed_in(other)
    assert AuditEntry.objects.filter(verb="user.change_password").count() == 1


def test_guessing_the_password_at_an_open_browser_ends_after_five(alices: Client) -> None:
    address = reverse("accounts:password_change")
    form = {"old_password": "别的密码-2026", "new_password1": "梨树上-2027-b", "new_password2": "梨树上-2027-b"}
    answers = [alices.post(address, form).status_code for _ in range(6)]
    assert answers == [200] * 4 + [429] * 2


def test_a_worker_that_does_not_run_is_said_to_the_person_who_waits(client: Client) -> None:
    ShortMessage.objects.all().delete()
    client.post(LOG_IN, holder())
    assert "短信可能收不到" not in client.get(LOG_IN_CODE).content.decode()
    clock.move_to(OPEN + timedelta(minutes=3), frozen=True)
    assert "短信可能收不到" in client.get(LOG_IN_CODE).content.decode()


def test_what_the_broker_did_not_take_is_said_on_the_next_page(
    client: Client, monkeypatch: pytest.MonkeyPatch, lasting_commits: None
) -> None:
    monkeypatch.setattr("station.broker.hand_over", lambda *arguments: False)
    assert "没能交给发送程序" in client.post(LOG_IN, holder(), follow=True).content.decode()
    assert ShortMessage.objects.order_by("id").last().claimed_at is None


@pytest.fixture
def lasting_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is to happen after commit happens at once: a test's own transaction never commits."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, using=None, robust=False: act())


def test_the_demonstration_shows_the_code_on_the_page(settings, client: Client, tmp_path) -> None:
    settings.SHORT_MESSAGE_FOLDER = tmp_path
    client.post(LOG_IN, holder())
    code = code_at(HERS)
    short_messages.deliver(ShortMessage.objects.order_by("id").last().pk)
    assert code not in client.get(LOG_IN_CODE).content.decode()
    settings.DEMO_MODE = True
    assert code in client.get(LOG_IN_CODE).content.decode()


def test_subject_is_the_index_of_the_number_and_not_the_number() -> None:
    assert identity_number(2) not in subject_of(person(2))
    assert (
        verification.standing(purpose=CodePurpose.LOG_IN, mobile=HERS, subject=subject_of(person(2)), now=OPEN) is None
    )
