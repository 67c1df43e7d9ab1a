"""For what we may keep what a person told us; nothing is kept for a purpose without their consent to it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Purpose:
    """`words`: what a person agrees to, stored with their consent."""

    name: str
    words: str


PURPOSES = {
    "profile": Purpose(
        "记住我的情况",
        "保存您告诉小才的情况（学历、户籍、社保等），下次不用再说一遍。只用来判断您符合哪些政策、填写您自己的申请；"
        "加密保存，随时可以撤回，撤回后立即删除。",
    ),
    "reminders": Purpose(
        "政策提醒",
        "在您快要符合条件、政策快到期或有新规定时提醒您，为此保存与提醒有关的情况。加密保存，随时可以撤回，撤回后立即删除、"
        "不再提醒。",
    ),
    "sms": Purpose(
        "短信通知",
        "您自己的申请有进展、要补材料、有结果，而微信里又送不到时，用短信发到您验证过的手机号。不用短信推荐政策；"
        "随时可以撤回，撤回后不再发。",
    ),
}
