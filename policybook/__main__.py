"""`python -m policybook compile|check|boundaries`: write, or verify, what is generated from knowledge/."""

import sys

from policybook import boundaries
from policybook import compile as compiler
from policybook.errors import KnowledgeError
from policybook.loading import load
from policybook.topics import happenings, load_topics


def main(command: str) -> int:
    """Exit status: 0 in order, 1 knowledge is broken or generated files are stale, 2 unknown command."""
    if command not in ("compile", "check", "boundaries"):
        print("用法：python -m policybook compile|check|boundaries", file=sys.stderr)
        return 2
    try:
        book = load()
        load_topics(happenings=happenings(book.notices))
    except KnowledgeError as error:
        print(f"knowledge/ 有 {len(error.faults)} 处要改：\n{error}", file=sys.stderr)
        return 1
    return {"compile": _write, "check": _check, "boundaries": _write_boundaries}[command](book)


def _write(book) -> int:
    written = compiler.write(book)
    print(f"知识：{len(book.policies)} 项政策；更新了 {len(written)} 个生成文件")
    return 0


def _write_boundaries(book) -> int:
    written = boundaries.write(book)
    print(f"边界示例：更新了 {len(written)} 个文件；逐条看有变化的结论，再提交")
    return 0


def _check(book) -> int:
    stale = compiler.stale(book)
    for path in stale:
        print(f"{path} 不是最新：运行 make knowledge，并把它一起提交", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
