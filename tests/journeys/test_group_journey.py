"""A school's contact from a dirty list to signed forms (R2.1, R2.2): at a desk of 1440 px and on a phone of 360 px."""

import io
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from announcements.models import Assessment
from registration import services
from registration.enums import ApplicationState
from registration.models import Application, ImportBatch, Photo, RosterCheck
from station import clock
from station.papers import page_count, plain_zip
from tests.factories import registration as made
from tests.factories.registration import OPEN, Counter, identity_number, portrait
from tests.journeys.desk import PHONE, PICTURES

WIDE = {"width": 1440, "height": 900}
HEAD = ["姓名", "身份证号", "联系电话", "申报工种", "等级", "单位", "学历"]
NAMES = ["赵一鸣", "钱双喜", "孙三多", "李四海"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def school_s_list() -> bytes:
    """A title, a header of its own, dashes in a number, one number ruined by Excel, the first row once more, a total."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["2026届毕业生技能鉴定报名表"])
    sheet.merge_cells("A1:G1")
    sheet.append(HEAD)
    for serial, name in enumerate(NAMES, 1):
        sheet.append([name, identity_number(serial), f"139-0000-000{serial}", "电工", "中级", "某某技校", "中专"])
    sheet["B6"] = 370102199005010000
    sheet.append([cell.value for cell in sheet[3]])
    sheet.append(["合计", "5人"])
    sheet.column_dimensions["B"].width = 26
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


class Contact:
    def __init__(self, page: Page) -> None:
        self.page, self.drawn = page, 0
        client = Client()
        client.force_login(Counter().group_contact)
        page.goto("/accounts/login/")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        here = page.evaluate("location.origin")
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": here}])
        page.set_default_timeout(15_000)

    def press(self, words: str) -> None:
        with self.page.expect_navigation(wait_until="load"):
            self.page.get_by_role("main").get_by_role("button", name=words).first.click()

    def follow(self, words: str) -> None:
        with self.page.expect_navigation(wait_until="load"):
            self.page.get_by_role("main").get_by_role("link", name=words).first.click()

    def send(self, label: str, name: str, content: bytes, verb: str) -> None:
        self.page.get_by_label(label).set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        self.press(verb)

    def takes_away(self, words: str, role: str = "button") -> bytes:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("main").get_by_role(role, name=words).first.click()
        return Path(waiting.value.path()).read_bytes()

    def reads(self, *sentences: str) -> None:
        for sentence in sentences:
            expect(self.page.get_by_role("main")).to_contain_text(sentence)

    def looks_right(self, name: str) -> None:
        """No violation, nothing wider than the screen, on the screen and on the phone."""
        for size in (WIDE, PHONE):
            self.page.set_viewport_size(size)
            found = [
                (each["id"], [node["target"] for node in each["nodes"]])
                for each in Axe().run(self.page).response["violations"]
            ]
            assert found == [], (self.page.url, size)
            assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
                self.page.url,
                size,
            )
            if PICTURES:
                path = Path(PICTURES) / f"group-{self.drawn:02}-{name}-{size['width']}.png"
                self.page.screenshot(path=path, full_page=True)
        self.drawn += 1
        self.page.set_viewport_size(WIDE)


@pytest.fixture
def assessment() -> Assessment:
    clock.move_to(OPEN, frozen=True)
    return made.open_assessment()


def test_a_dirty_list_becomes_applications_photographs_and_forms(page: Page, assessment: Assessment) -> None:
    contact = Contact(page)
    page.goto("/group-registration/")
    contact.reads("集体报名的账号由本所管理员开立")
    contact.looks_right("guide")
    page.goto("/group/")
    contact.reads("接下来要做", "还没有导入人员")
    contact.looks_right("home-empty")

    contact.follow("上传名单")
    contact.looks_right("upload")
    contact.send("名单文件", "机电班名单.xlsx", school_s_list(), "检查名单")
    contact.reads("5 人（工作表“Sheet”）", "还没有写入任何内容", "Excel", "与第 3 行重复")
    contact.looks_right("preview")
    assert not Application.objects.exists()
    before = load_workbook(io.BytesIO(contact.takes_away("下载带修改意见的名单")))
    _remarks_stand_beside_the_rows(before)

    contact.press("只导入可以导入的人员")
    contact.reads("读入 5，接受 3，退回修改 1，重复 1")
    contact.looks_right("batch")
    _remarks_stand_beside_the_rows(load_workbook(io.BytesIO(contact.takes_away("下载带修改意见的名单"))))
    batch = ImportBatch.objects.get()
    assert (batch.read, Application.objects.count(), RosterCheck.objects.count()) == (5, 3, 0)

    page.goto("/group/")
    contact.reads("3 人缺照片", "3 人待审核")
    contact.follow("看缺谁的照片")
    contact.follow("上传照片")
    archive = plain_zip({f"{identity_number(1)}.jpg": portrait(1), "钱双喜.jpg": portrait(2)})
    contact.send("照片压缩包", "照片.zip", archive, "上传照片")
    contact.reads("收下 2 张", "孙三多")
    contact.looks_right("photos")
    assert Photo.objects.count() == 2

    _what_came_back_is_put_right(contact)

    page.goto(f"/group/assessments/{assessment.public_id}/")
    contact.reads("1 人缺照片")
    contact.looks_right("people")
    contact.press("打印全部考评表")
    contact.reads("已完成")
    contact.looks_right("forms")
    forms = contact.takes_away("查看结果", role="link")
    assert page_count(forms) >= 3
    page.goto(f"/group/assessments/{assessment.public_id}/")
    sheet = load_workbook(io.BytesIO(contact.takes_away("导出人员名册"))).worksheets[0]
    said = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=3)]
    assert [line[1] for line in said] == NAMES[:3]
    assert identity_number(1) not in str(said)


def _remarks_stand_beside_the_rows(workbook: Workbook) -> None:
    sheet = workbook.worksheets[0]
    remarks = [sheet.cell(row, 8).value for row in range(2, 9)]
    assert remarks[:4] == ["修改意见", "可以导入", "可以导入", "可以导入"] or remarks[1].startswith("可以导入")
    assert remarks[4].startswith("退回修改：")
    assert remarks[5].startswith("重复：")
    assert remarks[6] is None
    assert sheet.column_dimensions["B"].width == 26
    assert "A1:G1" in {str(each) for each in sheet.merged_cells.ranges}


def _what_came_back_is_put_right(contact: Contact) -> None:
    page = contact.page
    returned = Application.objects.select_related("candidate").get(candidate__name="赵一鸣")
    services.return_application(
        application=returned, actor=Counter().officer, now=clock.now(), reason="工作单位请写全称"
    )
    page.goto("/group/")
    contact.reads("1 人退回修改")
    contact.follow("看退回原因")
    contact.reads("工作单位请写全称")
    contact.follow("赵一鸣")
    contact.looks_right("returned")
    contact.follow("更正报名信息")
    contact.looks_right("amend")
    page.get_by_label("民族").fill("汉族")
    page.get_by_label("单位或学校").fill("济南某某技工学校")
    contact.press("保存")
    contact.reads("信息已更改")
    contact.follow("换照片、补材料")
    contact.looks_right("papers")
    page.go_back()
    contact.press("重新提交")
    returned.refresh_from_db()
    assert returned.state == ApplicationState.SUBMITTED
    assert (
        returned.candidate.employer == "济南某某技工学校"
        or Application.objects.get(pk=returned.pk).candidate.employer == "济南某某技工学校"
    )
