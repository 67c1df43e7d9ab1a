"""Which path does what."""

from starlette.routing import Route

from simulators.wechat.api import credentials, customer, menus, oauth, scenes, service, subscriptions, templates
from simulators.wechat.api.calls import route
from simulators.wechat.platform import Platform

CUSTOM_SEND = "/cgi-bin/message/custom/send"
TYPING = "/cgi-bin/message/custom/typing"
TEMPLATE_SEND = "/cgi-bin/message/template/send"
BIZSEND = "/cgi-bin/message/subscribe/bizsend"
STABLE_TOKEN = "/cgi-bin/stable_token"  # noqa: S105  a path
PATHS = {
    CUSTOM_SEND: "客服消息",
    TYPING: "正在输入",
    TEMPLATE_SEND: "模板消息",
    BIZSEND: "订阅通知",
    STABLE_TOKEN: "取稳定令牌",
    "/cgi-bin/token": "取令牌",
    "/cgi-bin/qrcode/create": "生成二维码",
    "/cgi-bin/menu/create": "创建菜单",
    "/cgi-bin/menu/get": "查询菜单",
    "/customservice/kfsession/create": "转人工会话",
    "/sns/oauth2/access_token": "网页授权",
}


def routes(platform: Platform) -> list[Route]:
    return [
        route(platform, "/cgi-bin/token", credentials.token, ("GET",), token=False),
        route(platform, STABLE_TOKEN, credentials.stable_token, token=False),
        route(platform, CUSTOM_SEND, customer.send),
        route(platform, TYPING, customer.typing),
        route(platform, TEMPLATE_SEND, templates.send),
        route(platform, BIZSEND, subscriptions.send),
        route(platform, "/cgi-bin/qrcode/create", scenes.create),
        Route("/cgi-bin/showqrcode", scenes.picture(platform)),
        route(platform, "/cgi-bin/menu/create", menus.create),
        route(platform, "/cgi-bin/menu/get", menus.get, ("GET",)),
        route(platform, "/cgi-bin/menu/delete", menus.delete, ("GET",)),
        route(platform, "/customservice/kfsession/create", service.create_session),
        route(platform, "/customservice/kfsession/close", service.close_session),
        route(platform, "/customservice/kfsession/getsession", service.get_session, ("GET",)),
        route(platform, "/cgi-bin/customservice/getonlinekflist", service.online, ("GET",)),
        Route("/connect/oauth2/authorize", oauth.authorize(platform)),
        route(platform, "/sns/oauth2/access_token", oauth.access_token, ("GET", "POST"), token=False),
    ]
