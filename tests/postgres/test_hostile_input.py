"""Every form that applicants, their schools and the registration desk can reach, filled with what no form foresaw.

On PostgreSQL, which refuses what SQLite swallows: null bytes, numbers that are too large, half characters.
"""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.test import Client

from registration import services
from registration.models import Application
from station import clock
from tests.factories import registration as made
from tests.factories.announcements import make_announced_assessment, offering_of
from tests.factories.applicants import BACKEND, make_applicant
from tests.factories.registration import OPEN, Counter
from tests.hostile import VALUES, Form, send, trouble, walk


def a_lived_in_registration() -> Application:
    """An application in each state, photographs, papers, a supplement to answer, people of a group."""
    clock.move_to(OPEN, frozen=True)
    offering = offering_of(make_announced_assessment())
    own = make_applicant(50, offering)
    made.draft(offering, 1)
    made.submitted(offering, 2)
    made.accepted(offering, 3)
    made.paid(offering, 4)
    services.return_application(
        application=made.submitted(offering, 5), actor=Counter().officer, now=OPEN, reason="照片不清"
    )
    content = "姓名,证件号码,手机号码,申报职业,申报等级\n"
    content += f"{made.person(7).name},{made.identity_number(7)},13900000007,电工,四级\n"
    services.import_roster(
        assessment=offering.assessment,
        content=content.encode(),
        file_name="名单.csv",
        actor=Counter().group_contact,
        now=OPEN,
    )
    return own


ALONE, MOST = ("a null byte inside", "a huge number"), 25
OURS = {"registration", "accounts", "station", "announcements"}
PEOPLE: dict[str, tuple[Callable[[Application], AbstractBaseUser | None], tuple[str, ...]]] = {
    "somebody unknown": (lambda own: None, ("/", "/announcements/", "/accounts/login/", "/sign-up/", "/verify/")),
    "an applicant": (lambda own: own.candidate.user, ("/my/",)),
    "a school's contact": (lambda own: Counter().group_contact, ("/group/",)),
    "the registration desk": (lambda own: Counter().officer, ("/desk/", "/desk/counter/")),
    "the cash desk": (lambda own: Counter().cashier, ("/desk/",)),
}


@pytest.mark.parametrize("address", ["/verify/?code=%00", "/announcements/?q=a%00b", "/verify/A%00/", "/%00"])
def test_an_address_with_a_null_byte_is_told_to_be_unreadable(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 400
    assert "这次请求读不懂" in answer.content.decode()


def browser(user: AbstractBaseUser | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


@pytest.mark.parametrize("who", PEOPLE)
def test_no_form_answers_hostile_values_with_an_error_of_the_machine(who: str) -> None:
    own = a_lived_in_registration()
    person, starts = PEOPLE[who]
    client = browser(person(own))
    pages, forms = walk(client, *starts)
    assert len(pages) >= len(starts)
    forms = [form for form in forms if form.name[0].partition(":")[0] in OURS]
    assert forms
    found = [line for form in forms for line in troubles(client, form)]
    assert found == [], "\n".join(found)


def troubles(client: Client, form: Form) -> list[str]:
    """All boxes at once; then each alone, for a form that stops at the first error would hide the second."""
    found = []
    for name, value in VALUES.items():
        alone = form.typed if form.method == "POST" and name in ALONE else ()
        for only in ("", *alone[:MOST]):
            cache.clear()  # who tries so often is asked to wait, which is not what is looked at
            try:
                said = trouble(send(client, form, value, only))
            except Exception as error:
                said = f"{type(error).__name__}: {error}"[:160]
            if said:
                found.append(f"{form.page} → {form.action} [{only or 'all'}] {name}: {said}")
    return found
