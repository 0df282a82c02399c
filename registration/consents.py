"""The texts that people agree to, each version kept for ever: a consent on record names the version it was given to."""

import hashlib
from dataclasses import dataclass

from registration.enums import ConsentKind


@dataclass(frozen=True)
class ConsentText:
    kind: ConsentKind
    version: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256("\n".join((self.title, *self.paragraphs)).encode()).hexdigest()


# A changed text is a new version below the old one; nothing here is ever edited.
VERSIONS: tuple[ConsentText, ...] = (
    ConsentText(
        ConsentKind.PERSONAL_DATA,
        "2026-1",
        "个人信息处理告知书",
        (
            "为办理职业技能鉴定，本所处理您的姓名、证件类型和号码、性别、出生日期、民族、文化程度、手机号码、单位或学校、"
            "通讯地址、电子邮箱，以及您提交的证明材料。",
            "这些信息只用于报名与资格审查、收费开票、安排考场、发布成绩、核发和查询证书，并按规定报送职业技能鉴定中心。"
            "除法律法规另有规定外，不向其他单位或个人提供。",
            "证件号码、手机号码和通讯地址加密保存，列表中只显示一部分；谁查看了完整号码，都有记录。",
            "申报材料和考务资料按档案管理的期限保存，期满后删除或销毁。",
            "您可以在“我的鉴定”查看和更正自己的信息；要求复制、删除或撤回同意的，请联系本所。撤回同意不影响此前已经办理的事项；"
            "没有这些信息，本所无法为您办理报名。",
        ),
    ),
    ConsentText(
        ConsentKind.PHOTO,
        "2026-1",
        "照片使用告知书",
        (
            "您的证件照片用于《职业技能鉴定考评表》、准考证、考场核对身份和职业资格证书，并按规定随报名数据报送职业技能鉴定中心。",
            "照片不作其他用途，不用于自动人脸识别。上传时去除拍摄地点等附带信息。",
            "照片单独征求同意。暂不同意的，仍可注册账号和填报；缴费前未提交照片的，不能制作准考证。",
        ),
    ),
)


def current(kind: ConsentKind) -> ConsentText:
    return next(text for text in reversed(VERSIONS) if text.kind == kind)


def current_texts() -> list[ConsentText]:
    return [current(kind) for kind in ConsentKind]
