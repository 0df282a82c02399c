"""Who may apply, and with which papers: the general conditions of the national standards' editions (spec 2.2, 2.3).

One met condition is enough; each names the papers that prove it. An occupation's own standard may say otherwise, so
what is generated here is a draft that staff edit before it is announced (R1.2).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from announcements.enums import QualificationProfile
from station.enums import Category, Level

EDITION_2018 = QualificationProfile.EDITION_2018
EDITION_2023 = QualificationProfile.EDITION_2023


@dataclass(frozen=True)
class Paper:
    """One thing to bring. `kind` is the material's identifier that registration checks it off by (R2.1, R2.2)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Condition:
    """One way to qualify; `key` stays the same for ever, applications refer to it."""

    key: str
    text: str
    papers: tuple[Paper, ...] = ()


_PROOF = "所在单位（或社区、乡镇）出具并盖章的从事本职业（或相关职业）工作"


def _work(years: str) -> Paper:
    return Paper("work_years", f"{_PROOF}满{years}年的工作年限证明")


def _certificate(level: Level) -> Paper:
    return Paper("lower_certificate", f"本职业（或相关职业）{level.label}职业资格证书（职业技能等级证书）")


def _diploma(school: str) -> Paper:
    return Paper("diploma", f"{school}毕业证书；在校应届毕业生携带学校出具的在校应届证明")


def _title(rank: str) -> Paper:
    return Paper("other", f"本专业（或相关专业）{rank}职称证书")


FOUR, THREE, TWO = Level.FOUR, Level.THREE, Level.TWO
_ADULT = Paper("identity", "居民身份证（年满16周岁）")
_AT_WORK = Paper("work_years", f"{_PROOF}的证明")

CONDITIONS: dict[tuple[str, int], tuple[Condition, ...]] = {
    (EDITION_2018, 5): (
        Condition("2018-5-1", "累计从事本职业或相关职业工作1年（含）以上。", (_work("1"),)),
        Condition(
            "2018-5-2",
            "本职业或相关职业学徒期满。",
            (Paper("other", "单位出具并盖章的学徒期满证明（学徒协议）"),),
        ),
    ),
    (EDITION_2018, 4): (
        Condition(
            "2018-4-1",
            "取得本职业或相关职业五级/初级工职业资格证书（技能等级证书）后，累计从事本职业或相关职业工作4年（含）以上。",
            (_certificate(Level.FIVE), _work("4")),
        ),
        Condition("2018-4-2", "累计从事本职业或相关职业工作6年（含）以上。", (_work("6"),)),
        Condition(
            "2018-4-3",
            "取得技工学校本专业或相关专业毕业证书（含尚未取得毕业证书的在校应届毕业生）；或取得经评估论证、以中级技能为培养目标的"
            "中等及以上职业学校本专业或相关专业毕业证书（含尚未取得毕业证书的在校应届毕业生）。",
            (_diploma("技工学校或中等及以上职业学校本专业（或相关专业）"),),
        ),
    ),
    (EDITION_2018, 3): (
        Condition(
            "2018-3-1",
            "取得本职业或相关职业四级/中级工职业资格证书（技能等级证书）后，累计从事本职业或相关职业工作5年（含）以上。",
            (_certificate(FOUR), _work("5")),
        ),
        Condition(
            "2018-3-2",
            "取得本职业或相关职业四级/中级工职业资格证书（技能等级证书），并具有高级技工学校、技师学院毕业证书（含尚未取得毕业证书"
            "的在校应届毕业生）；或取得四级/中级工职业资格证书（技能等级证书），并具有经评估论证、以高级技能为培养目标的高等职业"
            "学校本专业或相关专业毕业证书（含尚未取得毕业证书的在校应届毕业生）。",
            (_certificate(FOUR), _diploma("高级技工学校、技师学院或高等职业学校")),
        ),
        Condition(
            "2018-3-3",
            "具有大专及以上本专业或相关专业毕业证书，并取得本职业或相关职业四级/中级工职业资格证书（技能等级证书）后，累计从事"
            "本职业或相关职业工作2年（含）以上。",
            (_diploma("大专及以上本专业（或相关专业）"), _certificate(FOUR), _work("2")),
        ),
    ),
    (EDITION_2018, 2): (
        Condition(
            "2018-2-1",
            "取得本职业或相关职业三级/高级工职业资格证书（技能等级证书）后，累计从事本职业或相关职业工作4年（含）以上。",
            (_certificate(THREE), _work("4")),
        ),
        Condition(
            "2018-2-2",
            "取得本职业或相关职业三级/高级工职业资格证书（技能等级证书）的高级技工学校、技师学院毕业生，累计从事本职业或相关职业"
            "工作3年（含）以上；或取得本职业或相关职业预备技师证书的技师学院毕业生，累计从事本职业或相关职业工作2年（含）以上。",
            (
                Paper("lower_certificate", f"{_certificate(THREE).text}，或预备技师证书"),
                _diploma("高级技工学校、技师学院"),
                Paper("work_years", f"{_PROOF}满3年（持预备技师证书的满2年）的工作年限证明"),
            ),
        ),
    ),
    (EDITION_2018, 1): (
        Condition(
            "2018-1-1",
            "取得本职业或相关职业二级/技师职业资格证书（技能等级证书）后，累计从事本职业或相关职业工作4年（含）以上。",
            (_certificate(TWO), _work("4")),
        ),
    ),
    (EDITION_2023, 5): (
        Condition("2023-5-1", "年满16周岁，拟从事本职业或相关职业工作。", (_ADULT,)),
        Condition("2023-5-2", "年满16周岁，从事本职业或相关职业工作。", (_ADULT, _AT_WORK)),
    ),
    (EDITION_2023, 4): (
        Condition("2023-4-1", "累计从事本职业或相关职业工作满5年。", (_work("5"),)),
        Condition(
            "2023-4-2",
            "取得本职业或相关职业五级/初级工职业资格（职业技能等级）证书后，累计从事本职业或相关职业工作满3年。",
            (_certificate(Level.FIVE), _work("3")),
        ),
        Condition(
            "2023-4-3",
            "取得本专业或相关专业的技工院校或中等及以上职业院校、专科及以上普通高等学校毕业证书（含在读应届毕业生）。",
            (_diploma("技工院校、中等及以上职业院校或专科及以上普通高等学校本专业（或相关专业）"),),
        ),
    ),
    (EDITION_2023, 3): (
        Condition("2023-3-1", "累计从事本职业或相关职业工作满10年。", (_work("10"),)),
        Condition(
            "2023-3-2",
            "取得本职业或相关职业四级/中级工职业资格（职业技能等级）证书后，累计从事本职业或相关职业工作满4年。",
            (_certificate(FOUR), _work("4")),
        ),
        Condition(
            "2023-3-3",
            "取得符合专业对应关系的初级职称后，累计从事本职业或相关职业工作满1年。",
            (_title("初级"), _work("1")),
        ),
        Condition(
            "2023-3-4",
            "取得本专业或相关专业的技工院校高级工班及以上毕业证书（含在读应届毕业生）。",
            (_diploma("技工院校高级工班及以上本专业（或相关专业）"),),
        ),
        Condition(
            "2023-3-5",
            "取得本职业或相关职业四级/中级工职业资格（职业技能等级）证书，并取得高等职业学校、专科及以上普通高等学校本专业或相关"
            "专业毕业证书（含在读应届毕业生）。",
            (_certificate(FOUR), _diploma("高等职业学校、专科及以上普通高等学校本专业（或相关专业）")),
        ),
        Condition(
            "2023-3-6",
            "取得经评估论证的高等职业学校、专科及以上普通高等学校本专业或相关专业毕业证书（含在读应届毕业生）。",
            (_diploma("经评估论证的高等职业学校、专科及以上普通高等学校本专业（或相关专业）"),),
        ),
    ),
    (EDITION_2023, 2): (
        Condition(
            "2023-2-1",
            "取得本职业或相关职业三级/高级工职业资格（职业技能等级）证书后，累计从事本职业或相关职业工作满5年。",
            (_certificate(THREE), _work("5")),
        ),
        Condition(
            "2023-2-2",
            "取得符合专业对应关系的初级职称后，累计从事本职业或相关职业工作满5年，并在取得本职业或相关职业三级/高级工职业资格"
            "（职业技能等级）证书后，从事本职业或相关职业工作满1年。",
            (_title("初级"), _certificate(THREE), _work("5")),
        ),
        Condition(
            "2023-2-3",
            "取得符合专业对应关系的中级职称后，累计从事本职业或相关职业工作满1年。",
            (_title("中级"), _work("1")),
        ),
        Condition(
            "2023-2-4",
            "取得本职业或相关职业三级/高级工职业资格（职业技能等级）证书的高级技工学校、技师学院毕业生，累计从事本职业或相关职业"
            "工作满2年。",
            (_certificate(THREE), _diploma("高级技工学校、技师学院"), _work("2")),
        ),
        Condition(
            "2023-2-5",
            "取得本职业或相关职业三级/高级工职业资格（职业技能等级）证书满2年的技师学院预备技师班、技师班学生。",
            (_certificate(THREE), Paper("diploma", "技师学院预备技师班、技师班毕业证书或在校证明")),
        ),
    ),
    (EDITION_2023, 1): (
        Condition(
            "2023-1-1",
            "取得本职业或相关职业二级/技师职业资格（职业技能等级）证书后，累计从事本职业或相关职业工作满5年。",
            (_certificate(TWO), _work("5")),
        ),
        Condition(
            "2023-1-2",
            "取得符合专业对应关系的中级职称后，累计从事本职业或相关职业工作满5年，并在取得本职业或相关职业二级/技师职业资格"
            "（职业技能等级）证书后，从事本职业或相关职业工作满1年。",
            (_title("中级"), _certificate(TWO), _work("5")),
        ),
        Condition(
            "2023-1-3",
            "取得符合专业对应关系的高级职称后，累计从事本职业或相关职业工作满1年。",
            (_title("高级"), _work("1")),
        ),
    ),
}

# Everyone brings these (R2.1); the number of photographs is an example, not a rule of the province.
GENERAL_PAPERS = (
    Paper("identity", "居民身份证原件及复印件1份；港澳台居民和外国人携带相应的居住证件或通行证件。"),
    Paper("photo", "近期白底彩色免冠证件照片的电子文件（宽240像素、高320像素以上，示例）及1寸照片2张（示例）。"),
    Paper("form", "《职业技能鉴定考评表》，网上填报后打印，或在报名地点领取填写，本人签字。"),
)
# R2.2: what technicians and senior technicians bring besides.
REVIEW_PAPERS = (
    Paper("work_summary", "本人技术服务工作总结1份。"),
    Paper("thesis", "技术论文1份。"),
    Paper("recommendation", "所在单位出具并盖章的综合推荐材料1份。"),
)
UNIFIED_PAPER = Paper("unified_thesis", "专业技术论文或设计方案1份（全国、全省统一鉴定一级、二级）。")


def conditions_for(profile: str, level: int) -> tuple[Condition, ...]:
    return CONDITIONS[profile, int(level)]


def papers_beyond_the_condition(level: int, category: str) -> tuple[Paper, ...]:
    """What R2.2 asks of technicians and senior technicians, whichever condition they meet."""
    if not Level(level).needs_review_papers:
        return ()
    unified = Category(category).is_examined_across_the_country_or_province
    return (*REVIEW_PAPERS, UNIFIED_PAPER) if unified else REVIEW_PAPERS


def qualifications_text(profile: str, level: int, occupation: str) -> str:
    """报考资格 as the announcement spells it out."""
    conditions = conditions_for(profile, level)
    head = f"申报{occupation}{Level(level).label}，"
    if len(conditions) == 1:
        return f"{head}须具备以下条件：\n{conditions[0].text}"
    return f"{head}须具备以下条件之一：\n" + _numbered(condition.text for condition in conditions)


def documents_text(profile: str, level: int, category: str) -> str:
    """应携带的证件及材料, for everybody and by condition (R1.2: 须在公告中予以详细说明)."""
    general = [*GENERAL_PAPERS, *papers_beyond_the_condition(level, category)]
    lines = [f"{number}．{paper.text}" for number, paper in enumerate(general, 1)]
    lines.append(f"{len(lines) + 1}．证明符合报考资格的材料，原件及复印件1份：")
    conditions = conditions_for(profile, level)
    for number, condition in enumerate(conditions, 1):
        which = f"按第（{number}）项条件申报的，" if len(conditions) > 1 else ""
        needed = [paper.text for paper in condition.papers if paper.kind != "identity"]
        lines.append(f"{which}携带{'；'.join(needed)}。" if needed else f"{which}不另交材料。")
    lines.append("技能竞赛名次、技术成果按有关规定申报的，另携带名次证书或技术成果证明原件。")
    lines.append("以上原件当场查验后退还，复印件加盖《原件已审》章后留存。")
    return "\n".join(lines)


def _numbered(texts: Iterable[str]) -> str:
    return "\n".join(f"（{number}）{text}" for number, text in enumerate(texts, 1))
