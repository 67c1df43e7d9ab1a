"""A guest becomes a person: a code is sent to their phone, and told back in the same conversation."""

import hmac
import re
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from backend import limits
from backend.chat.masking import mask
from backend.encryption import keyed_hash
from backend.errors import AppError
from backend.people import features, repository, withheld
from backend.people.callers import Caller
from backend.people.errors import CodeGone, CodeWrong, OtherPerson, PhoneMalformed, TooManyCodes
from backend.people.models import Verification
from backend.people.schemas import CodeIn, PhoneIn

LIFETIME = timedelta(minutes=5)
TRIES = 5


def message(code: str) -> str:
    """What the phone receives."""
    return f"【郑小才】您的验证码是 {code}，五分钟内有效。工作人员不会向您要验证码，请不要告诉别人。"


def phone_told(session: Session, caller: Caller, told: PhoneIn) -> str:
    """Eleven digits; raises ReferenceGone, PhoneMalformed, or OtherPerson when the conversation is somebody else's."""
    if told.reference:
        phone = withheld.resolve(session, caller.session_id, told.reference, "phone")
    else:
        phone = _phone_in(told.phone or "")
    if caller.person_id and repository.person_with_phone(session, phone_index(phone)) != caller.person_id:
        raise OtherPerson
    return phone


def _phone_in(text: str) -> str:
    found = mask(text).withheld
    if [one.kind for one in found] != ["phone"] or re.search(r"\w", text[: found[0].start] + text[found[0].end :]):
        raise PhoneMalformed
    return found[0].value


def new_code(session: Session, caller: Caller, phone: str, address: str | None) -> str:
    """Six digits that alone count from now on in this conversation; raises TooManyCodes."""
    if not limits.may_send_code(phone_index(phone), caller.session_id.hex, address):
        raise TooManyCodes
    code = f"{secrets.randbelow(10**6):06}"
    repository.put_verification(
        session,
        Verification(
            session_id=caller.session_id,
            phone=phone,
            code_hash=_code_hash(caller.session_id, code),
            tries=0,
            expires_at=datetime.now(UTC) + LIFETIME,
        ),
    )
    return code


def code_told(session: Session, caller: Caller, told: CodeIn) -> str:
    """Raises ReferenceGone."""
    if told.reference:
        return withheld.resolve(session, caller.session_id, told.reference, "code")
    return told.code or ""


def check(session: Session, caller: Caller, code: str) -> AppError | None:
    """Makes the conversation the person's when the code is right.

    A refusal is returned, not raised: the try must be counted, in the same transaction.
    """
    verification = repository.counted_try(session, caller.session_id, TRIES)
    if verification is None:
        return CodeGone()
    if not hmac.compare_digest(verification.code_hash, _code_hash(caller.session_id, code)):
        return CodeWrong() if verification.tries < TRIES else CodeGone()
    person_id = repository.found_or_added(session, verification.phone, phone_index(verification.phone))
    if caller.person_id not in (None, person_id):
        return OtherPerson()
    _belongs_to(session, caller.session_id, person_id)
    return None


def _belongs_to(session: Session, session_id: UUID, person_id: UUID) -> None:
    repository.delete_verification(session, session_id)
    repository.link(session, session_id, person_id)
    features.adopt(session, session_id, person_id)


def phone_index(phone: str) -> str:
    """By which a person is found without reading anybody's phone."""
    return keyed_hash(phone, "people.phone")


def _code_hash(session_id: UUID, code: str) -> str:
    return keyed_hash(f"{session_id.hex} {code}", "verifications.code_hash")
