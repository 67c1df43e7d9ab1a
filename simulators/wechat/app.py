"""The web application: the API for the product and the page for people, under one address."""

from starlette.applications import Starlette

from simulators.wechat import pages
from simulators.wechat.api.routes import routes
from simulators.wechat.platform import Platform


def application(platform: Platform) -> Starlette:
    return Starlette(routes=[*routes(platform), *pages.routes(platform)])
