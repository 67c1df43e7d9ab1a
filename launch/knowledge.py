"""Keeps the files generated from knowledge/ fresh."""

import subprocess

from launch.fingerprint import fingerprint
from launch.problems import LaunchProblem
from launch.settings import Settings

# What compiling reads and what it writes: an edited generated file is made anew as well.
TOUCHES = ("knowledge", "policybook", "bot/generated", "data/nlu/generated")


def refresh(settings: Settings) -> None:
    """Compiles when something has changed since the last good compilation; problems are the compiler's own words."""
    stamp = settings.var / "knowledge.stamp"
    if stamp.exists() and stamp.read_text() == fingerprint(settings.root, TOUCHES):
        return
    print("正在整理政策知识 …", flush=True)
    done = subprocess.run(
        [settings.backend_python, "-m", "policybook", "compile"],
        check=False, cwd=settings.root, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        said = done.stderr.strip() or done.stdout.strip()
        raise LaunchProblem(f"knowledge/ 里的内容有问题，没有启动。\n{said}", "请按上面的提示改好文件，再重试。")
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint(settings.root, TOUCHES))
