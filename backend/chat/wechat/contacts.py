"""Which conversation is a follower's: the openid itself is sealed and goes no further than here and the channel out."""

from functools import lru_cache
from uuid import UUID, uuid4

from backend.chat import repository as chat
from backend.database import async_transaction
from backend.delivery.wechat.contacts import repository
from backend.encryption import keyed_hash

_MOST_REMEMBERED = 100_000
_known: dict[str, UUID] = {}


async def session_of(openid: str) -> UUID:
    """Theirs, made when they are heard of for the first time."""
    index = index_of(openid)
    if index not in _known:
        if len(_known) >= _MOST_REMEMBERED:
            _known.clear()
        _known[index] = await _found_or_added(openid, index)
    return _known[index]


def forget(openid: str) -> None:
    """What stands in the table counts again."""
    _known.pop(index_of(openid), None)


@lru_cache(maxsize=10_000)
def index_of(openid: str) -> str:
    """By which a contact is found without reading anybody's openid."""
    return keyed_hash(openid, "wechat_contacts.openid")


async def _found_or_added(openid: str, index: str) -> UUID:
    async with async_transaction() as session:
        if found := await repository.contact_id(session, index):
            return found
        new = uuid4()
        await chat.add_session(session, new, "wechat")
        return await repository.add_contact(session, new, openid, index)
