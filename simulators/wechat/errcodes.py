"""The error codes the platform answers with, and their sentences.

Source: the official table of global return codes, and wechat's pages of the single calls.
"""

SENTENCES = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40023: "invalid sub button size",
    40029: "invalid code",
    40036: "invalid template_id size",
    40037: "invalid template_id",
    40066: "invalid url",
    40097: "invalid args",
    40125: "invalid appsecret",
    40163: "code been used",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    41009: "missing openid",
    42001: "access_token expired",
    42003: "code expired",
    43002: "require POST method",
    43004: "require subscribe",
    43101: "user refuse to accept the msg",
    43117: "send frequency to this openid is limited",
    43108: "concurrent send of the same one-time message",
    44002: "empty post data",
    44004: "empty content",
    45002: "content size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45072: "command is not allowed",
    45080: "can only be sent within 30 seconds after an interaction",
    45081: "typing is already shown",
    46003: "menu no exist",
    47001: "data format error",
    47003: "argument invalid",
    48001: "api unauthorized",
    61004: "access clientip is not registered",
    65400: "customer service is not available",
    65401: "invalid customer service account",
    65413: "no session of this user",
    65414: "user is served by another customer service",
    65415: "customer service is offline",
}


class Refused(Exception):
    """The platform does not do it: `errcode`, and what stands in `errmsg`."""

    def __init__(self, errcode: int, more: str = "") -> None:
        self.errcode = errcode
        self.errmsg = SENTENCES.get(errcode, "error") + (f", {more}" if more else "")
        super().__init__(f"{errcode} {self.errmsg}")
