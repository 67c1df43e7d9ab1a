"""What can go wrong between a person and their data, each with the sentence they read."""

from backend.errors import AppError, TooManyRequests


class NotVerified(AppError):
    """请先验证手机号，再办这件事：把手机号发给我就可以。"""

    status = 403


class PhoneMalformed(AppError):
    """请输入 11 位的手机号。"""

    status = 422


class ReferenceGone(AppError):
    """刚才的号码只保留十分钟，已经删除了，请再发一次。"""

    status = 404


class OtherPerson(AppError):
    """这次会话已经验证过另一个手机号。要换一个人，请重新开始一次会话。"""

    status = 409


class TooManyCodes(TooManyRequests):
    """验证码要得太多了，请过一小时再试。"""


class CodeWrong(AppError):
    """验证码不对，请看清短信再输一次；连续输错五次就要重新获取。"""

    status = 403


class CodeGone(AppError):
    """验证码已经失效（超过五分钟、输错太多次或已经用过），请重新获取。"""

    status = 409


class PurposeUnknown(AppError):
    """没有这种用途，可用的见 GET /people/me 的 purposes。"""

    status = 404


class OpenCases(AppError):
    """您还有没办结的申请，忘记您以后就没法再办了。请先说“撤回申请”，或者等办结了，再说“忘记我”。"""

    status = 409
