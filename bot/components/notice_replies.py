"""Tells what is said in reply to something told unasked: by the words where they say so, else because it comes next."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components import stars
from bot.components.freshness import digest
from bot.components.normaliser import normalised_text
from bot.components.syllables import fold, syllable

REPLY, RATE = "reply", "rate"
ANSWER = "answer_notice"
_AFTER = "after_notice"  # in the metadata of a message: a notice is what the person saw last
# Each kind of reply with what is said in it, recognised by its sound; the first kind that is found counts.
_SAID = {
    "unsubscribe_all": (
        "全部退订 都退订 全都退 所有提醒 什么提醒都 啥提醒都 任何提醒 什么都别 啥都别 都别发 都不要发 提醒全部 一条都别"
    ),
    "subscribe": "重新收 重新订阅 恢复提醒 继续提醒 接着提醒 接着发 还是发",
    "unsubscribe": (
        "退订 别再发 别发 别给我发 别给俺发 不要发 不要再发 不要再给我发 不要给我发 不用发 不用再发 "
        "少给我发 别再给我发 别再给俺发 别再推 别推 别给我推 别再给我推 不要推 不要再推 别提醒 "
        "别再提醒 不要提醒 不要再提醒 不用提醒 不用再提醒 不想收 不想再收 取消提醒 取消这 取消订阅 "
        "关掉提醒 提醒关了 关闭这 停了这 拒收 屏蔽 拉黑"
    ),
    "why": (
        "为什么 为啥 凭什么 凭啥 为何 干嘛给 给我发这个干 推这个干 怎么知道我 咋知道我 咋知道俺 "
        "怎么会给 怎么会收 咋会收 怎么就收 怎么推荐给 谁让你 依据 根据什么 根据啥 什么原因 啥原因 "
        "怎么来的 怎么还发 咋还发"
    ),
    "not_needed": (
        "不需要 不用 用不着 用不上 不感兴趣 没兴趣 没有兴趣 不想办 不办 不想要 不要 不想领 不想申请 "
        "不申请 算了 没关系 与我无关 不关我事 没必要 没有必要 没用 不稀罕 不考虑 不适合 免了"
    ),
    "done": (
        "办好 办完 办过 办了 办妥 弄好 弄完 弄过 弄了 弄妥 搞定 搞好 搞完 交过 交了 交上 补交 补好 "
        "补过 补了 申请过 申请了 领过 领了 领上 领到 拿到了 完成了 处理好 处理完 确认过 早就办 已经办"
    ),
    "apply": (
        "怎么办 咋办 如何办 怎么申请 咋申请 怎么弄 咋弄 咋整 怎么领 咋领 去哪办 去哪里办 在哪办 "
        "带我办 带俺办 帮我办 我想办 俺想办 我要办 俺要办 我要申请 我想申请 办理流程 申请流程"
    ),
    "seen": "收到 知道 知到 明白 了解 晓得 看到 看见 看过 看了 已阅",
}
_DENIABLE = ("done", "seen")  # 没办好 and 不知道 are none of them
_DENIALS = "没 没有 不"
_OF_NOTICES = (
    "提醒 通知 消息 推送 收到 发我 发给 给我发 给俺发 推我 推给 给我推 给俺推 推荐 这条 那条 第一条 "
    "第二条 第三条 第四条"
)
_PLAIN = frozenset(["unsubscribe_all", "subscribe", "unsubscribe"])  # never the answer to anything else
# Whole messages that take note of something; 是的 and 对 only answer a question.
_NODS = (
    "好 好的 好滴 好哒 好吧 好呀 好嘞 好啊 好好 好的好的 行 行吧 中 中中 嗯 嗯嗯 嗯好 嗯好的 "
    "可以 妥 得嘞 没问题 ok okay"
)
_WISHES = "要 要的 需要 想要 想办 要办 办 想 感兴趣 有兴趣"
# Intents of which the words that follow a notice may be meant for it: by themselves, or where the words say so.
_NEXT = {"deny": "not_needed", "ask_process": "apply"}
_ALSO = frozenset(
    ["affirm", "step_done", "hand_in", "ask_why", "stop_for_now", "start_application", "nlu_fallback", "inform"]
)
_COMPLAINT = "投诉"
_LONGEST_RATING = 100  # characters: with stars comes what was good or bad
_WHY = 6  # characters of “为什么是我呀”; a longer one names what it asks about
_BARE_NO = "不 不是 不对 没有 没 否 错了 不是的 不对不对 不中 不行 no"


@lru_cache(maxsize=4096)
def _sounds(text: str) -> str:
    """Folded syllables between blanks; what has no reading counts as it is."""
    return " " + " ".join(fold(syllable(character)) for character in text if character.isalnum()) + " "


@lru_cache
def _phrases(written: str) -> tuple[str, ...]:
    return tuple(_sounds(phrase) for phrase in written.split())


def _says(sounds: str, written: str) -> bool:
    return any(phrase in sounds for phrase in _phrases(written))


def _denies(sounds: str, written: str) -> bool:
    denied = (denial.rstrip() + phrase for denial in _phrases(_DENIALS) for phrase in _phrases(written))
    return any(phrase in sounds for phrase in denied)


def kind_of(text: str) -> str | None:
    """The kind of reply that the words make it; None when they make it none."""
    bare, sounds = "".join(filter(str.isalnum, text)), _sounds(text)
    if bare in _NODS.split():
        return "seen"
    if bare in _WISHES.split():
        return "apply"
    kinds = (kind for kind, written in _SAID.items() if _says(sounds, written))
    kind = next(kinds, "seen" if bare[:1] == "好" and len(bare) <= 4 else None)
    return None if kind in _DENIABLE and _denies(sounds, _SAID[kind]) else kind


def _rating(text: str, intent: str, kind: str | None) -> stars.Rating | None:
    """How content somebody is may be said of anything, and beside something else; stars are only given."""
    found = stars.given(text)
    if found is None or found.written:
        return found
    of_something_else = kind in _PLAIN or kind == "why" or intent.startswith("ask_") or _COMPLAINT in text
    return None if of_something_else else found


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class NoticeReplies(GraphComponent):
    """Sets "reply": {kind, sure} on messages whose intent is answer_notice, or becomes it by what came before them.

    `kind`: None when the words do not tell; `sure`: nothing else can be meant, whatever else was asked before the
    notice; with stars {stars, more} besides, as in `stars.Rating`. Stands last: it may overrule the fallback, and the
    ranking stays as it was.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        """Keeps the configuration."""
        self._longest: int = config["longest"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """longest: characters of a message that is taken for a reply only because it comes next."""
        return {"longest": 20}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NoticeReplies:
        """Nothing is learnt."""
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Makes Rasa's cache notice changes in this package."""
        return digest()

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the reply, and the intent of what comes right after a notice."""
        for message in messages:
            if not (message.get(TEXT) or "").startswith(INTENT_MESSAGE_PREFIX):
                self._read(message)
        return messages

    def _read(self, message: Message) -> None:
        text, intent = normalised_text(message), (message.get(INTENT) or {}).get("name") or ""
        kind, of_notices = kind_of(text), _says(_sounds(text), _OF_NOTICES)
        if self._rates(message, text, intent, kind):
            return
        if intent != ANSWER:
            if not (message.get("metadata") or {}).get(_AFTER) or len(text) > self._longest:
                return
            kind = self._next(message, text, intent, kind, of_notices)
            if kind is None:
                return
            message.set(INTENT, {**message.get(INTENT), "name": ANSWER}, add_to_output=True)
        sure = intent == ANSWER or of_notices or kind in _PLAIN or (kind == "apply" and intent == "ask_process")
        message.set(REPLY, {"kind": kind, "sure": sure}, add_to_output=True)

    @staticmethod
    def _rates(message: Message, text: str, intent: str, kind: str | None) -> bool:
        """Right after a notice, or where the words say that they give stars."""
        rating, gives = _rating(text, intent, kind), stars.gives(text)
        after = (message.get("metadata") or {}).get(_AFTER) and len(text) <= _LONGEST_RATING
        if rating is None or not (after or gives or intent == ANSWER):
            return False
        message.set(INTENT, {**message.get(INTENT), "name": ANSWER}, add_to_output=True)
        told = {"stars": rating.stars, "more": rating.more}
        message.set(REPLY, {"kind": RATE, "sure": rating.written, **told}, add_to_output=True)
        return True

    @staticmethod
    def _next(message: Message, text: str, intent: str, kind: str | None, of_notices: bool) -> str | None:
        """The kind of reply of what comes right after a notice; None: it is something else."""
        if kind in _PLAIN or (kind == "why" and of_notices):
            return kind
        bare = "".join(filter(str.isalnum, text))
        names_policy = any(entity["entity"] == "policy" for entity in message.get(ENTITIES, []))
        if bare in _BARE_NO.split() or (names_policy and intent != "ask_process"):
            return None
        if kind == "why" and (intent != "ask_why" or len(bare) > _WHY):
            return None
        return kind or _NEXT.get(intent) if intent in _ALSO | _NEXT.keys() else None
