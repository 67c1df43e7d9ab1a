"""/customservice/…: conversations with a human, opened and closed by the product, and who is online."""

from simulators.wechat.api.calls import OK, Call, user_of
from simulators.wechat.errcodes import Refused
from simulators.wechat.platform import Platform


def create_session(platform: Platform, call: Call) -> dict:
    told = call.told
    user, agent = user_of(platform, told.get("openid")), told.get("kf_account")
    if not isinstance(agent, str) or "@" not in agent:
        raise Refused(65401)
    if agent not in platform.account.agents:
        raise Refused(65415)
    session = platform.session_of(user)
    if session and session.agent != agent:
        raise Refused(65414)
    if session is None:
        platform.hand_over(user, agent)
    return OK


def close_session(platform: Platform, call: Call) -> dict:
    user = user_of(platform, call.told.get("openid"))
    if platform.close_session(user) is None:
        raise Refused(65413)
    return OK


def get_session(platform: Platform, call: Call) -> dict:
    session = platform.session_of(user_of(platform, call.query.get("openid")))
    return OK | ({"kf_account": session.agent, "createtime": int(session.last)} if session else {})


def online(platform: Platform, call: Call) -> dict:
    served = [user.session.agent for user in platform.users.values() if user.session]
    return {
        "kf_online_list": [
            {"kf_account": agent, "status": 1, "kf_id": str(1001 + n), "accepted_case": served.count(agent)}
            for n, agent in enumerate(platform.account.agents)
        ]
    }
