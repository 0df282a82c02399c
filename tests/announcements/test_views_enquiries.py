"""The enquiry pages: asked by anybody, worked off at the desk; every page is asked about Charlie in tests/house (R1.4)."""

import pytest
from django.test import Client
from django.urls import reverse

from announcements import services
from announcements.models import Announcement, Enquiry, FrequentQuestion
from station import clock
from station.enums import Role
from tests.factories.announcements import ANNOUNCED, Desk
from tests.factories.noticeboard import hang_up
from tests.factories.station import make_alice, make_bob

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen() -> None:
    clock.move_to(ANNOUNCED, frozen=True)


@pytest.fixture
def announcement() -> Announcement:
    return hang_up()[0]


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(make_bob(Role.REGISTRATION_OFFICER))
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"announcements:{name}", args=args)


def ask(client: Client, announcement: Announcement, question: str, **more):
    return client.post(url("enquiry_ask", announcement.public_id), {"question": question, **more})


def asked(announcement: Announcement, question: str = "在校生可以报名吗？") -> Enquiry:
    return services.ask_enquiry(assessment=announcement.assessment, question=question, now=ANNOUNCED)


def answered(announcement: Announcement, question: str = "在校生可以报名吗？", answer: str = "可以。") -> Enquiry:
    enquiry = asked(announcement, question)
    return services.answer_enquiry(enquiry=enquiry, answer=answer, actor=Desk().officer, now=ANNOUNCED)


# --- asked ------------------------------------------------------------------------------------------------------------------


def test_anybody_asks_and_sees_the_answer_not_the_open_question(client: Client, announcement: Announcement) -> None:
    detail = url("announcement_detail", announcement.public_id)
    answer = ask(client, announcement, "在校生可以报名吗？")
    assert (answer.status_code, answer.url) == (302, detail)
    assert "在校生可以报名吗" not in client.get(detail).content.decode()
    services.answer_enquiry(enquiry=Enquiry.objects.get(), answer="可以。", actor=Desk().officer, now=ANNOUNCED)
    page = client.get(detail).content.decode()
    assert "在校生可以报名吗？" in page
    assert "公告员甲" not in page


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("我是370102199001011234，能报吗", "问题里有身份证件号码"),
        ("请打１３８ ００１３ ８０００", "问题里有手机号码"),
        ("回信a.b@example.com", "问题里有电子邮箱"),
        ("？？", "请至少写4个字"),
        ("长" * 301, "最多 300 个字，现在是 301 个"),
    ],
)
def test_a_refused_question_keeps_what_was_typed_and_says_why(
    client: Client, announcement: Announcement, question: str, said: str
) -> None:
    answer = ask(client, announcement, question)
    page = answer.content.decode()
    assert (answer.status_code, said in page, question in page) == (422, True, True)
    assert Enquiry.objects.count() == 0


def test_nobody_drowns_the_desk_in_questions_even_with_an_empty_cache(client: Client, announcement) -> None:
    codes = [ask(client, announcement, f"第{number}个问题是什么").status_code for number in range(6)]
    assert codes == [302] * 5 + [422]
    assert "第9个问题是什么" in ask(client, announcement, "第9个问题是什么").content.decode()
    other = Client(REMOTE_ADDR="198.51.100.7")
    assert ask(other, announcement, "另一个地址的问题").status_code == 302


def test_a_program_that_fills_in_everything_is_told_so_and_a_person_may_try_again(client: Client, announcement) -> None:
    page = ask(client, announcement, "在校生可以报名吗？", website="http://spam.example").content.decode()
    assert "应当留空" in page
    assert "spam.example" not in page
    assert "在校生可以报名吗？" in page
    assert Enquiry.objects.count() == 0


def test_asking_needs_a_published_announcement_of_an_assessment(client: Client, announcement) -> None:
    assert client.get(url("enquiry_ask", announcement.public_id)).status_code == 405
    nowhere = "00000000-0000-4000-8000-000000000000"
    assert client.post(url("enquiry_ask", nowhere), {"question": "在校生可以报名吗？"}).status_code == 404


# --- at the desk ---------------------------------------------------------------------------------------------------------------


def test_an_enquiry_is_answered_corrected_and_shown_with_what_it_said_before(desk: Client, announcement) -> None:
    enquiry = asked(announcement)
    assert "在校生可以报名吗？" in desk.get(url("enquiry_list")).content.decode()
    page = desk.post(url("enquiry_answer", enquiry.public_id), {"answer": "请拨13800138000"}).content.decode()
    assert [part in page for part in ("答复里有手机号码", "请拨13800138000")] == [True] * 2
    assert desk.post(url("enquiry_answer", enquiry.public_id), {"answer": "九月七日起。"}).url == url("enquiry_list")
    assert "在校生可以报名吗？" not in desk.get(url("enquiry_list")).content.decode()
    assert "九月七日起。" in desk.get(url("enquiry_list") + "?state=answered").content.decode()
    desk.post(url("enquiry_answer", enquiry.public_id), {"answer": "九月八日起。"})
    page = desk.get(url("enquiry_answer", enquiry.public_id)).content.decode()
    assert [part in page for part in ("九月八日起。", "九月七日起。", "更正以前的答复（1）")] == [True] * 3
    public = desk.get(url("announcement_detail", announcement.public_id)).content.decode()
    assert ("九月八日起。" in public, "九月七日起。" in public) == (True, False)


def test_one_is_set_aside_with_a_reason_and_taken_up_again(desk: Client, announcement) -> None:
    enquiry = asked(announcement, "卖资料的广告")
    refused = desk.post(url("enquiry_set_aside", enquiry.public_id), {"reason": ""})
    assert (refused.status_code, "请填写不予公开的理由" in refused.content.decode()) == (422, True)
    assert desk.post(url("enquiry_set_aside", enquiry.public_id), {"reason": "与鉴定无关"}).url == url("enquiry_list")
    assert "与鉴定无关" in desk.get(url("enquiry_list") + "?state=aside").content.decode()
    assert "恢复办理" in desk.get(url("enquiry_answer", enquiry.public_id)).content.decode()
    assert desk.post(url("enquiry_take_up", enquiry.public_id)).status_code == 302
    assert "卖资料的广告" in desk.get(url("enquiry_list")).content.decode()


@pytest.mark.parametrize("state", ["open", "answered", "aside"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_enquiries_costs_the_same_for_one_and_for_three(
    desk: Client, announcement, state: str, count: int, django_assert_num_queries
) -> None:
    for number in range(count):
        enquiry = answered(announcement, f"第{number}个问题？") if state == "answered" else asked(announcement)
        if state == "aside":
            services.set_aside_enquiry(enquiry=enquiry, reason="无关", actor=Desk().officer, now=ANNOUNCED)
    desk.get(url("enquiry_list"))
    with django_assert_num_queries(8):
        page = desk.get(url("enquiry_list") + f"?state={state}").content.decode()
    assert page.count('data-label="问题"') == count


@pytest.mark.parametrize("query", ["?state=nonsense", "?assessment=nonsense", "?page=99", "?q=%FF%FE"])
def test_an_address_typed_by_hand_is_read_as_far_as_it_can_be(desk: Client, announcement, query: str) -> None:
    asked(announcement)
    assert desk.get(url("enquiry_list") + query).status_code == 200


def test_the_list_is_narrowed_to_one_assessment(desk: Client) -> None:
    first, second = hang_up(2)
    asked(first, "第一次的问题"), asked(second, "第二次的问题")
    page = desk.get(url("enquiry_list") + f"?assessment={first.assessment.public_id}").content.decode()
    assert ("第一次的问题" in page, "第二次的问题" in page) == (True, False)


# --- frequent questions ------------------------------------------------------------------------------------------------------------


def test_an_answer_becomes_a_frequent_question_in_the_browser(desk: Client, client: Client, announcement) -> None:
    enquiry = answered(announcement)
    address = url("frequent_question_add") + f"?enquiry={enquiry.public_id}"
    form = desk.get(address).content.decode()
    assert [part in form for part in ("在校生可以报名吗？", "可以。")] == [True] * 2
    values = {"question": "在校生可以报名吗？", "answer": "毕业年级的可以。", "is_shown": "on"}
    assert desk.post(address, values).url == url("frequent_question_desk")
    assert FrequentQuestion.objects.get().source == enquiry
    for page in (url("frequent_question_list"), url("announcement_detail", announcement.public_id)):
        assert "毕业年级的可以。" in client.get(page).content.decode()


def test_what_is_refused_stays_in_the_form(desk: Client) -> None:
    values = {"question": "找谁", "answer": "找13800138000", "is_shown": "on"}
    page = desk.post(url("frequent_question_add"), values).content.decode()
    assert [part in page for part in ("里面有手机号码", "找13800138000")] == [True] * 2


def test_order_and_showing_are_one_button_each(desk: Client, client: Client) -> None:
    first, second = (
        services.add_frequent_question(question=word, answer="见公告。", actor=Desk().officer, now=ANNOUNCED)
        for word in ("问题甲", "问题乙")
    )
    desk.post(url("frequent_question_move", second.public_id), {"to": "up"})
    public = client.get(url("frequent_question_list")).content.decode()
    assert public.index("问题乙") < public.index("问题甲")
    desk.post(url("frequent_question_show", second.public_id), {"shown": "0"})
    assert "问题乙" not in client.get(url("frequent_question_list")).content.decode()
    page = desk.get(url("frequent_question_edit", first.public_id)).content.decode()
    assert "问题甲" in page
    desk.post(url("frequent_question_edit", first.public_id), {"question": "问题丙", "answer": "见公告。"})
    first.refresh_from_db()
    assert (first.question, first.is_shown) == ("问题丙", False)


@pytest.mark.parametrize(("name", "queries"), [("frequent_question_desk", 8), ("frequent_question_list", 4)])
@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_frequent_questions_cost_the_same_for_one_and_for_three(
    desk: Client, client: Client, name: str, queries: int, count: int, django_assert_num_queries
) -> None:
    for number in range(count):
        services.add_frequent_question(question=f"问题{number}", answer="见公告。", actor=Desk().officer, now=ANNOUNCED)
    reader = desk if "desk" in name else client
    reader.get(url(name))
    with django_assert_num_queries(queries):
        assert reader.get(url(name)).content.decode().count("问题") >= count


def test_empty_pages_say_what_would_fill_them(desk: Client, client: Client) -> None:
    assert "问得多的会整理到这里" in client.get(url("frequent_question_list")).content.decode()
    assert "可以直接添加" in desk.get(url("frequent_question_desk")).content.decode()


def test_a_candidate_finds_no_desk(client: Client, announcement) -> None:
    client.force_login(make_alice())
    enquiry = asked(announcement)
    for name in ("enquiry_answer", "enquiry_set_aside"):
        assert client.post(url(name, enquiry.public_id)).status_code == 404
