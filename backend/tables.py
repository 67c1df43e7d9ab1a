"""Imports the tables of every feature: for whoever needs them all (migrations, rotation of keys)."""

from backend.cases import models as cases
from backend.chat import models as chat
from backend.chat.wechat import models as wechat_in
from backend.clock import models as clock
from backend.delivery.wechat import models as wechat_out
from backend.eligibility import models as eligibility
from backend.errands import models as errands
from backend.evaluations import models as evaluations
from backend.matching import models as matching
from backend.notices import models as notices
from backend.people import models as people
from backend.retries import models as retries
from backend.staff import models as staff
from backend.talents import models as talents
from backend.walkthrough import models as walkthrough

__all__ = [
    "cases",
    "chat",
    "clock",
    "eligibility",
    "errands",
    "evaluations",
    "matching",
    "notices",
    "people",
    "retries",
    "staff",
    "talents",
    "walkthrough",
    "wechat_in",
    "wechat_out",
]
