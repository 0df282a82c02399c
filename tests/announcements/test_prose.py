"""Text pasted from Word, with all that comes along unseen (R1.2): the words stay, the rest goes."""

import pytest

from announcements.prose import tidy


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("报名\u200b时间\ufeff", "报名时间"),
        ("适应\u00ad范围", "适应范围"),
        ("本市\u00a0\u00a0企业职工", "本市 企业职工"),
        ("第一项\t\t第二项", "第一项 第二项"),
        ("第一行\r\n第二行\v第三行\u2028第四行\u2029第五行", "第一行\n第二行\n第三行\n第四行\n第五行"),
        ("\uf0b7 身份证\n\uf0d8 照片", "• 身份证\n• 照片"),
        ("身份证\ue000照片\ufffc", "身份证照片"),
        ("凭身份证<o:p></o:p>参加<w:br />鉴定", "凭身份证参加鉴定"),
        ("<!--[if !supportLists]-->1．<!--[endif]-->身份证", "1．身份证"),
        ("<!--[if gte mso 9]><xml>设置</xml><![endif]-->身份证", "身份证"),
        ("<![if !supportLists]>1．<![endif]>身份证", "1．身份证"),
        ("\u202e倒写\u202c\u2066隔离\u2069", "倒写隔离"),
        ("控制\x00字\x07符", "控制字符"),
        ("一\n\n\n\n二  \n", "一\n\n二"),
        ("\u3000\u3000首行缩进", "首行缩进"),
        ("成绩 < 60 分，a<b>c", "成绩 < 60 分，a<b>c"),
    ],
)
def test_words_stay_and_what_is_not_seen_goes(pasted: str, kept: str) -> None:
    assert tidy(pasted) == kept


def test_tidying_twice_changes_nothing_more() -> None:
    once = tidy("\uf0b7 身份证\u200b\u00a0原件\r\n\r\n\r\n<o:p>&nbsp;</o:p>\t照片")
    assert tidy(once) == once
