"""Each paper in one plain sentence: what it is, and how to photograph it (R2.1, R2.2)."""

from dataclasses import dataclass

from registration.enums import MaterialKind as Kind


@dataclass(frozen=True)
class Guide:
    what: str
    how: str


FLAT = "放平、光线均匀、四角入镜、字能看清"
_EVERY_PAGE = "文字材料有几页就按顺序扫描成一个 PDF；只有一页的可以拍照"

GUIDE: dict[str, Guide] = {
    Kind.IDENTITY: Guide(
        "本人有效期内的身份证件。",
        f"人像面和国徽面放在同一张照片里，或者做成两页的 PDF；{FLAT}，不要有反光。",
    ),
    Kind.LOWER_CERTIFICATE: Guide(
        "您已经取得的本职业（或相关职业）较低等级的证书，纸质的、电子的都可以。",
        f"拍有照片、编号和印章的那一页；{FLAT}。电子证书可以上传原 PDF。",
    ),
    Kind.DIPLOMA: Guide(
        "毕业证书或培训结业证书；还没有毕业的，是学校出具的在校应届证明。",
        f"拍有姓名、专业、毕业时间和印章的一页；{FLAT}。",
    ),
    Kind.COMPETITION: Guide("主办单位颁发的技能竞赛获奖证书或名次证明。", f"拍有姓名、名次和印章的一页；{FLAT}。"),
    Kind.ACHIEVEMENT: Guide(
        "专利、技术革新、工艺改进等技术成果的证书或单位证明。", f"拍有姓名、成果名称和印章的一页；{FLAT}。"
    ),
    Kind.WORK_YEARS: Guide(
        "所在单位（没有单位的，由社区、乡镇）写明您从事什么工作、从哪年哪月到哪年哪月，并盖公章的证明。",
        f"整张拍下，公章和日期要完整；{FLAT}。换过单位的，各单位的证明做成一个 PDF。",
    ),
    Kind.WORK_SUMMARY: Guide("您自己写的技术工作总结：做过什么、解决过什么技术问题、带过谁。", f"{_EVERY_PAGE}。"),
    Kind.THESIS: Guide("您自己写的技术论文，用于综合评审。", f"{_EVERY_PAGE}。"),
    Kind.RECOMMENDATION: Guide("所在单位写的综合推荐意见，加盖公章。", f"整张拍下，公章要完整；{FLAT}。"),
    Kind.UNIFIED_THESIS: Guide(
        "全国、全省统一鉴定一级、二级要交的专业技术论文或设计方案，交一种即可。", f"{_EVERY_PAGE}。"
    ),
    Kind.RESULTS: Guide(
        "原鉴定所（站）出具的成绩单，写明科目、成绩和公布日期；本所据此人工核查。",
        f"整张拍下，印章要完整；{FLAT}。网上查到的成绩页面也请打印后由原鉴定所（站）盖章。",
    ),
    Kind.OTHER: Guide("申报条件里写明的其他证明，例如职称证书、学徒期满证明。", f"{FLAT}；几页的做成一个 PDF。"),
}

# Nobody is asked for these by a condition; who has them may hand them in (R2.1).
OPTIONAL = (Kind.COMPETITION, Kind.ACHIEVEMENT, Kind.OTHER)
