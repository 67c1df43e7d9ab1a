"""WeChat under load: how soon a post is acknowledged and answered, and what is lost when processes are killed.

`python -m benchmarks.wechat` plays 200 followers at 50 messages a second for 60 seconds, first with one process of
each kind, then with two of each behind nginx, of which a gateway and a Rasa are killed, or held, in the middle. The
followers are played by a process of their own on the same machine (simulators/wechat/load.py).
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import httpx2

from launch import topology
from launch.ports import free_port
from launch.settings import ROOT, Settings
from launch.topology import Counts, Part, Topology
from launch.wechat import credentials
from simulators.wechat.account import Account
from simulators.wechat.load import Question, run

RESULT = ROOT / "benchmarks/wechat.md"
USERS, RATE, SECONDS = 200, 50.0, 60.0
AMONG = {"gateway1": 0.4, "rasa1": 0.6}  # when something happens to them, as a part of the whole time
HELD = 8.0  # seconds
# The windows of five districts, each told with a telephone number that no other answer has.
QUESTIONS = [
    Question(f"{district}的人才窗口在哪", phone)
    for district, phone in (
        ("金水区", "0371-55560790"),
        ("惠济区", "0371-63639267"),
        ("登封市", "0371-62852099"),
        ("中牟县", "0371-62181889"),
        ("上街区", "0371-56507005"),
    )
]


@dataclass(frozen=True)
class Setting:
    title: str
    counts: Counts
    happens: Callable[[Part], None] | None = None
    passive_seconds: float = 3.0


SETTINGS = (
    Setting("各一个进程，三秒内答上就随请求带回", Counts(1, 1, 1, 1)),
    Setting("各一个进程，先应答，答案都用客服消息送", Counts(1, 1, 1, 1), passive_seconds=0.0),
    Setting("各两个进程，中途杀掉一个网关和一个 Rasa", Counts(), Part.kill),
    Setting(f"各两个进程，中途一个网关和一个 Rasa 停住{HELD:.0f}秒再接着跑", Counts(), lambda part: part.hold(HELD)),
)
DOUBLED = SETTINGS[2]  # what `make scale-test` holds


def measure(setting: Setting, seconds: float = SECONDS, rate: float = RATE) -> dict:
    """The report of the load (simulators.wechat.load.Report) as a dictionary."""
    settings = Settings.load()
    var = ROOT / "var/wechat"
    port = free_port()
    account = credentials(settings)
    given = {
        **account,
        "WECHAT_API_BASE": f"http://127.0.0.1:{port}",
        "WECHAT_PASSIVE_SECONDS": str(setting.passive_seconds),
    }
    with topology.running(settings, var, setting.counts, **given) as there:
        _warm_up(there.private)
        among = threading.Thread(target=_among, args=(there, setting.happens, seconds))
        job = {"product": f"{there.url}/wechat", "port": port, "account": account, "rate": rate, "seconds": seconds}
        among.start()
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.wechat", "--play", json.dumps(job)],
            cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        among.join()
    return json.loads(done.stdout.splitlines()[-1])


def _warm_up(url: str) -> None:
    """The first turns of a process load what the later ones find loaded."""
    with httpx2.Client(base_url=url, timeout=60, trust_env=False) as visitor:
        for _ in range(8):  # conversations, so that each Rasa has some
            headers = {"Authorization": f"Bearer {visitor.post('/chat/sessions').json()['token']}"}
            for question in QUESTIONS:
                visitor.post("/chat/messages", json={"text": question.text}, headers=headers).raise_for_status()


def _among(there: Topology, happens: Callable[[Part], None] | None, seconds: float) -> None:
    began = time.monotonic()
    for name, part in AMONG.items() if happens else ():
        time.sleep(max(0.0, began + part * seconds - time.monotonic()))
        happens(there.parts[name])


def play(job: dict) -> None:
    """In a process of its own: the followers, and the platform they are on."""
    told = job["account"]
    account = Account(
        appid=told["WECHAT_APPID"],
        secret=told["WECHAT_SECRET"],
        token=told["WECHAT_TOKEN"],
        aes_keys=[told["WECHAT_AES_KEYS"]],
    )
    report = run(
        [job["product"]], account, QUESTIONS, job["port"], users=USERS, rate=job["rate"], seconds=job["seconds"]
    )
    print(json.dumps(asdict(report)))


def table(reports: dict[str, dict]) -> str:
    rows = [
        "| | 应答 p50 / p95 / p99（毫秒） | 回答 p50 / p99（毫秒） | 发出 | 丢 | 重 | 乱序 | 点“继续”再看的人 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for title, report in reports.items():
        ack, answer = report["ack"], report["answer"]
        rows.append(
            f"| {title} | {ack['p50']:.0f} / {ack['p95']:.0f} / {ack['p99']:.0f} "
            f"| {answer['p50']:.0f} / {answer['p99']:.0f} | {report['sent']} "
            f"| {report['lost']} | {report['doubled']} | {report['disordered']} | {report['went_on']} |"
        )
    return "\n".join(rows)


def scale() -> int:
    """The checks of the doubled topology alone; 1 when anything was lost, doubled or out of order."""
    report = measure(DOUBLED)
    print(table({DOUBLED.title: report}))
    clean = report["lost"] == report["doubled"] == report["disordered"] == 0
    print("没有丢、没有重、没有乱序。" if clean else "有丢的、重的或乱序的，见上表。")
    return 0 if clean else 1


def main() -> None:
    reports = {}
    for setting in SETTINGS:
        reports[setting.title] = measure(setting)
        print(table({setting.title: reports[setting.title]}), flush=True)
    text = (
        f"# 微信：{USERS} 人、每秒 {RATE:.0f} 条、{SECONDS:.0f} 秒\n\n"
        f"`python -m benchmarks.wechat`；发消息的、微信、数据库和全部服务在同一台两核机器上。\n\n{table(reports)}\n\n"
        "目标：应答 p99 ≤ 100 毫秒，丢、重、乱序都是 0。进程正在发的时候被杀，谁也不知道那一条到没到：不盲目重发，"
        "告诉本人可能漏了一条，点“继续”再发一遍。停住的那一行还没做到：停住时积下的，到量完还没有答完的算丢；停在半路的请求晚到，先到的先答，算乱序。\n"
    )
    RESULT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--play", job]:
            play(json.loads(job))
        case ["--scale"]:
            sys.exit(scale())
        case _:
            main()
