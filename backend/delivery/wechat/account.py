"""What is asked of the platform besides messages: who somebody is, and a code to be scanned."""

from dataclasses import dataclass, field
from urllib.parse import quote

from backend.delivery.wechat.client import QRCODE_CREATE, Client

LONGEST_SCENE = 64  # characters
LONGEST_DAYS = 30
_PICTURE = "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket={ticket}"


@dataclass(frozen=True)
class Login:
    """Who has opened our page inside WeChat. `snapshot`: nobody real, the platform's look at the page."""

    openid: str = field(repr=False)
    unionid: str | None = field(repr=False)
    snapshot: bool


@dataclass(frozen=True)
class SceneCode:
    """`content` is what the code says, to be drawn by us; `picture` an address that shows it; `seconds` it lasts."""

    content: str
    picture: str
    seconds: int


async def login(client: Client, code: str) -> Login:
    """For the code of the authorization page, good once; raises PlatformError, Refused(code_gone) for a used one."""
    answer = await client.login(code)
    return Login(answer["openid"], answer.get("unionid"), answer.get("is_snapshotuser") == 1)


async def scene_code(client: Client, scene: str, seconds: int) -> SceneCode:
    """A temporary code whose scan brings `scene` back as an event; raises PlatformError."""
    if not 1 <= len(scene) <= LONGEST_SCENE or not 1 <= seconds <= LONGEST_DAYS * 86400:
        raise ValueError(f"a scene has 1 to {LONGEST_SCENE} characters and lasts at most {LONGEST_DAYS} days")
    body = {
        "expire_seconds": seconds,
        "action_name": "QR_STR_SCENE",
        "action_info": {"scene": {"scene_str": scene}},
    }
    answer = await client.post(QRCODE_CREATE, body)
    picture = _PICTURE.format(ticket=quote(answer["ticket"], safe=""))
    return SceneCode(answer["url"], picture, int(answer["expire_seconds"]))
