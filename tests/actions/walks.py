"""Walks through an application as the backend tells them."""

FORM = "walkthrough_form"
OPEN, CASE, WALK, PACKAGE = "POST /cases", "/cases/c1", "/cases/c1/walkthrough", "POST /cases/c1/package"
LINKS = {"url": "https://x/packages/t", "pdf_url": "https://x/packages/t.pdf", "expires_at": "2026-11-21T00:00:00Z"}
OFFERED = LINKS | {"hours": 24}
SOURCE = {"title": "办理事项", "publisher": None, "date": "2018", "kind": "官方", "url": None}
CLAUSE = {"says": "预备技师到窗口办理", "clause": "a/b/p4", "source": SOURCE, "unverified": False}
GROUND = {"say": "edition_replaced", "values": {"edition": "2018年规定", "by": "2024年细则"}, "statements": [CLAUSE]}
WINDOW = {"unit": "金水区窗口", "address": "某路", "phones": ["0371-1"], "caution": "去前先打电话"}
WINDOW |= {"table": "人才服务窗口", "published": "2018年", "unlisted": None}
POLICY = {"entity": "policy", "value": "living_allowance", "start": 2, "end": 6}
SLOTS = {"case": "c1", "policy": "living_allowance"}


def case(state="draft"):
    return {"id": "c1", "number": "1", "policy": "living_allowance", "policy_name": "生活补贴", "state": state} | {
        "state_name": {"draft": "草稿"}.get(state, state),
        "final": state in ("paid", "rejected"),
    }


def paper(name="身份证", have=False):
    return {"name": name, "form": "原件", "have": have, "sure": True, "only_if": None, "clause": CLAUSE}


def question(fact="degree"):
    return {"fact": fact, "label": "学历", "text": "您的最高学历是？", "hint": None, "type": "choice"} | {
        "choices": ["硕士", "预备技师"],
        "number": 1,
        "times": 1,
        "left": None,
        "vague": False,
    }


def against(pointless=None):
    """How the policy was judged when it is a no."""
    wrong = {**CLAUSE, "says": "学历为全日制本科以上", "clause": "a/b/e1", "verdict": "no", "open": []}
    wrong["compared"] = [{"fact": "degree", "label": "学历", "shown": "大专"}]
    return {
        "pointless": pointless,
        "edition_name": "2024年细则",
        "status": "现行",
        "missing": [],
        "comes_true": None,
    } | {"clauses": [wrong]}


def walk(position=0, ask=None, channel="服务窗口", finished=False, taken_here=False, **more):
    return {
        "case": "c1",
        "policy": "living_allowance",
        "policy_name": "生活补贴",
        "channel": {"name": channel, "taken_here": taken_here, "why": CLAUSE, "grounds": [GROUND]} if channel else None,
        "why": CLAUSE,
        "other_channels": ["支付宝"],
        "ask": ask,
        "steps": [{"text": text, "done": False} for text in ("带齐材料", "到窗口交材料", "等审核")],
        "position": position,
        "materials": [paper(), paper("户口簿")],
        "window": WINDOW,
        "promise": None,
        "handed_in_here": True,
        "arranged": None,
        "against": None,
        "finished": finished,
        "stuck": None,
        "taken": [],
        "odd": None,
    } | more


def taken(fact="degree", label="学历", shown="硕士", corrected=False):
    return [{"fact": fact, "label": label, "shown": shown, "corrected": corrected, "vague": False}]
