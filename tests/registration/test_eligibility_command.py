"""`manage.py check_eligibility` (design 5): what it reads, what it answers, how it leaves. No database."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from registration.eligibility import Malformed, read_facts

GOOD: dict[str, Any] = {
    "occupation": "电工",
    "level": 3,
    "profile": "2023",
    "on": "2026-12-01",
    "born": "1990-05-01",
    "work": [{"from": "2010-01-01", "to": "2016-06-30", "occupation": "电工", "related": False}],
    "certificates": [{"level": 4, "occupation": "电工", "issued": "2012-05-01"}],
    "education": [
        {"school": "technical", "major": "own", "graduated": "2014-07-01", "final_year": False, "assessed": False}
    ],
    "titles": [{"rank": "junior", "since": "2019-01-01"}],
    "apprenticeship_completed": False,
    "training_hours": 0,
    "preparatory_technician_certificate": False,
    "technician_class_student": False,
}
LEAST = {"occupation": "电工", "level": 3, "profile": "2023", "on": "2026-12-01"}


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("check_eligibility", *arguments, stdout=out, stderr=err)
    except SystemExit as left:
        code = int(left.code or 0)
    return code, out.getvalue(), err.getvalue()


def ask(folder: Path, **changes: object) -> tuple[int, dict[str, Any], str]:
    code, out, err = run(write(folder, {**GOOD, **changes}), "--json")
    return code, json.loads(out), err


def write(folder: Path, facts: object) -> str:
    path = folder / "facts.json"
    path.write_text(facts if isinstance(facts, str) else json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_eligible_leaves_with_0_and_names_condition_and_documents(tmp_path: Path) -> None:
    code, answer, err = ask(tmp_path)
    assert (code, err, list(answer)) == (0, "", ["outcome", "condition", "conditions", "documents"])
    assert (answer["outcome"], answer["condition"]) == ("eligible", "2023-3-2")
    assert [each["id"] for each in answer["conditions"]] == [f"2023-3-{number}" for number in range(1, 7)]
    assert {key for each in answer["conditions"] for key in each} == {"id", "clause", "met", "parts"}
    parts = [part for each in answer["conditions"] for part in each["parts"]]
    assert {key for part in parts for key in part} == {"text", "met", "short_by"}
    assert any("满4年的工作年限证明" in text for text in answer["documents"])


def test_not_eligible_leaves_with_1_and_says_what_is_short(tmp_path: Path) -> None:
    code, answer, err = ask(tmp_path, certificates=[{"level": 4, "occupation": "电工", "issued": "2012-10-01"}])
    assert (code, err, answer["outcome"], answer["condition"]) == (1, "", "not_eligible", None)
    assert answer["conditions"][1]["parts"][1]["short_by"] == "差 3 个月"
    assert answer["documents"] == []


def test_what_a_person_must_look_at_is_no_refusal_and_leaves_with_0(tmp_path: Path) -> None:
    code, answer, _ = ask(tmp_path, certificates=None)
    assert (code, answer["outcome"], answer["condition"]) == (0, "manual", None)
    assert [each["met"] for each in answer["conditions"]] == [False, None, False, False, False, False]


def test_the_order_of_the_file_does_not_matter(tmp_path: Path) -> None:
    turned = {key: value[::-1] if isinstance(value, list) else value for key, value in reversed(GOOD.items())}
    assert json.loads(run(write(tmp_path, turned), "--json")[1]) == ask(tmp_path)[1]


def test_without_json_the_argument_is_a_tree_in_chinese(tmp_path: Path) -> None:
    code, out, _ = run(write(tmp_path, {**GOOD, "certificates": [], "titles": []}))
    assert code == 1
    assert out.startswith("申报电工三级/高级工（2023 版通用条件，截至 2026-12-01）：不符合。\n✗（1）累计从事")
    assert "    ✗ 累计从事本职业或相关职业工作满 10 年：现有 6 年 6 个月（差 3 年 6 个月）\n" in out
    assert "最接近第（1）项条件：差 3 年 6 个月。" in out
    code, out, _ = run(write(tmp_path, GOOD))
    assert (code, "符合第（2）项条件。" in out, "应携带的材料：\n  1．" in out) == (0, True, True)


def test_both_alternatives_of_a_condition_stand_in_the_tree(tmp_path: Path) -> None:
    _, out, _ = run(write(tmp_path, {**GOOD, "profile": "2018", "level": 2}))
    assert out.count("    或者：\n") == 1
    assert "缺预备技师证书" in out


def test_what_is_left_out_is_not_claimed(tmp_path: Path) -> None:
    assert read_facts(json.dumps(LEAST)).work == ()
    code, answer = run(write(tmp_path, LEAST), "--json")[:2]
    assert (code, json.loads(answer)["outcome"]) == (1, "not_eligible")


def test_a_key_that_says_nothing_to_the_rules_does_not_pass_in_silence(tmp_path: Path) -> None:
    code, out, err = run(
        write(tmp_path, {**GOOD, "certificate": [], "titles": [{**GOOD["titles"][0], "名称": ""}]}), "--json"
    )
    assert (code, json.loads(out)["outcome"]) == (0, "eligible")
    assert err == "没有用到“certificate”，请核对写法。\n没有用到“titles[0].名称”，请核对写法。\n"


def test_a_file_from_windows_with_a_mark_at_its_head_is_read(tmp_path: Path) -> None:
    assert run(write(tmp_path, "\ufeff" + json.dumps(GOOD)), "--json")[0] == 0


WORK, CERTIFICATE, SCHOOLING, TITLE = (GOOD[key][0] for key in ("work", "certificates", "education", "titles"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"profile": "1999"}, 'profile须是 2018、2023 之一（文字），现为 "1999"'),
        ({"profile": 2023}, "profile须是 2018、2023 之一（文字），现为 2023"),
        ({"profile": None}, "profile须是"),
        ({"level": 6}, "level须是 5、4、3、2、1 之一（五级至一级），现为 6"),
        ({"level": "3"}, "level须是"),
        ({"level": True}, "level须是"),
        ({"level": None}, "level没有填写，不能判断"),
        ({"occupation": ""}, "occupation须是文字"),
        ({"occupation": 6}, "occupation须是文字"),
        ({"occupation": None}, "occupation没有填写"),
        ({"on": None}, "on没有填写"),
        ({"on": "2026-02-30"}, "on不是历书上有的日期：2026-02-30"),
        ({"on": "20261201"}, 'on须是 2026-12-01 这样的日期，现为 "20261201"'),
        ({"on": "２０２６-12-01"}, "on须是 2026-12-01 这样的日期"),
        ({"on": "9999-12-31"}, "on须在 1900 年至 2100 年之间"),
        ({"born": "2027-01-01"}, "born（2027-01-01）晚于 on（2026-12-01）"),
        ({"born": 1990}, "born须是"),
        ({"work": {}}, "work须是一个列表，现为 {}"),
        ({"work": ["电工"]}, "work[0]须是一个对象"),
        ({"work": [WORK, {**WORK, "to": "2009-12-31"}]}, "work[1].to（2009-12-31）早于 from（2010-01-01）"),
        ({"work": [{**WORK, "from": "1980-01-01"}]}, "work[0].from（1980-01-01）早于 born（1990-05-01）"),
        ({"work": [{**WORK, "related": "是"}]}, 'work[0].related须是 true、false 或 null，现为 "是"'),
        ({"work": [{"occupation": "电工"}]}, "work[0].from没有填写；不知道的，写 null"),
        ({"certificates": [{**CERTIFICATE, "level": 0}]}, "certificates[0].level须是"),
        ({"certificates": [{**CERTIFICATE, "issued": "2018-5-1"}]}, "certificates[0].issued须是"),
        ({"certificates": [{**CERTIFICATE, "issued": "1980-05-01"}]}, "certificates[0].issued（1980-05-01）早于 born"),
        ({"education": [{**SCHOOLING, "school": "college"}]}, "education[0].school须是 technical、senior_technical"),
        ({"education": [{**SCHOOLING, "school": []}]}, "education[0].school须是"),
        (
            {"education": [{**SCHOOLING, "major": "电气"}]},
            'education[0].major须是 own、related、other 之一，现为 "电气"',
        ),
        ({"education": [{**SCHOOLING, "final_year": 1}]}, "education[0].final_year须是"),
        ({"titles": [{**TITLE, "rank": "初级"}]}, "titles[0].rank须是 junior、intermediate、senior 之一"),
        ({"titles": [{"rank": "junior"}]}, "titles[0].since没有填写"),
        ({"training_hours": -1}, "training_hours须是不小于 0 的学时数，现为 -1"),
        ({"training_hours": "500"}, "training_hours须是"),
        ({"apprenticeship_completed": "yes"}, "apprenticeship_completed须是 true、false 或 null"),
    ],
)
def test_a_wrong_value_is_named_with_its_place_and_leaves_with_2(
    wrong: dict[str, object], said: str, tmp_path: Path
) -> None:
    code, answer, err = ask(tmp_path, **wrong)
    assert (code, list(answer)) == (2, ["error"])
    assert answer["error"].startswith(f"文件不能作为申报人的情况：{said}")
    assert err.strip() == answer["error"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "不是有效的 JSON，第 1 行第 2 列起读不下去"),
        ("", "不是有效的 JSON"),
        ("[]", "文件的最外层须是一个对象"),
        ("null", "文件的最外层须是一个对象"),
        ('{"level": 3, "level": 4}', "同一个对象里“level”写了两次"),
        ('{"training_hours": NaN}', "NaN 不是数"),
        ('{"level": ' + "9" * 5000 + "}", "数字过长或嵌套过深"),
        ("[" * 100_000, "数字过长或嵌套过深"),
        ('{"occupation": "\\ud800"}', "不成字的半个编码"),
        (json.dumps({**LEAST, "training_hours": 0}).replace("0}", "1e999}"), "training_hours须是不小于 0 的学时数"),
        *((json.dumps({key: LEAST[key] for key in LEAST if key != missing}), missing) for missing in LEAST),
    ],
)
def test_what_states_no_facts_is_refused_in_a_sentence(text: str, said: str, tmp_path: Path) -> None:
    code, out, err = run(write(tmp_path, text))
    assert (code, out) == (2, "")
    assert said in err
    with pytest.raises(Malformed):
        read_facts(text)


def test_a_file_that_is_not_there_or_not_text_is_a_wrong_call(tmp_path: Path) -> None:
    assert run(str(tmp_path / "none.json")) == (2, "", f"文件无法读取：{tmp_path / 'none.json'}（没有这个文件）。\n")
    assert run(str(tmp_path))[0] == 2
    (tmp_path / "gbk.json").write_bytes(json.dumps(GOOD, ensure_ascii=False).encode("gbk"))
    assert "不是 UTF-8 文本" in run(str(tmp_path / "gbk.json"))[2]


def test_a_file_whose_name_is_no_text_is_named_in_utf_8() -> None:
    code, out, err = run("\udcff没有.json", "--json")
    assert code == 2
    for said in (out, err):
        assert "没有这个文件" in said.encode("utf-8").decode()
    assert "\udcff没有.json" in json.loads(out)["error"]
