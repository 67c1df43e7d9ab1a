#!/bin/sh
# Gets uv and makes both environments from their locks. Says nothing when there is nothing to do.
set -eu
cd "$(dirname "$0")/.."
unset VIRTUAL_ENV UV_PROJECT_ENVIRONMENT || true

say() { printf '%s\n' "$*" >&2; }
fail() { say "错误：$1"; say "办法：$2"; exit 1; }

fresh() { # project: its environment works and is newer than lock and pyproject
    [ -x "$1/.venv/bin/python" ] && [ -f "$1/.venv/.synced" ] &&
        [ -z "$(find "$1/uv.lock" "$1/pyproject.toml" -newer "$1/.venv/.synced")" ]
}

find_uv() {
    for uv in "$(command -v uv || true)" var/tools/bin/uv var/tools/lib/bin/uv; do
        [ -n "$uv" ] && "$uv" --version >/dev/null 2>&1 && return
    done
    return 1
}

get_uv() { # into var/tools; Debian's python3 comes without venv, often without pip
    say "正在安装 uv（Python 环境管理工具）到 var/tools …"
    mkdir -p var/tools
    { python3 -m venv var/tools && var/tools/bin/python -m pip install --quiet uv; } >var/tools/log 2>&1 ||
        python3 -m pip install --quiet --target var/tools/lib uv >>var/tools/log 2>&1 ||
        { python3 -c 'from urllib.request import urlretrieve as get; get("https://bootstrap.pypa.io/pip/pip.pyz", "var/tools/pip.pyz")' &&
            python3 var/tools/pip.pyz install --quiet --target var/tools/lib uv; } >>var/tools/log 2>&1 || true
    find_uv || fail "没有找到 uv，也没能装上它（经过见 var/tools/log）。" \
        "请先安装 uv（https://docs.astral.sh/uv/，或 pip install uv），再重试。"
}

is_python310() { [ -n "$1" ] && "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1; }

find_python310() { # uv gives up at a pyenv shim that is not active, so we look behind it ourselves
    for python in bot/.venv/bin/python "$("$uv" python find --no-python-downloads 3.10 2>/dev/null || true)" \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10*/bin/python; do
        is_python310 "$python" && return
    done
    IFS=:
    for directory in $PATH; do
        python=$directory/python3.10
        is_python310 "$python" && break
        python=
    done
    unset IFS
    [ -n "$python" ]
}

get_python310() {
    say "没有找到 Python 3.10，正在由 uv 下载 …"
    "$uv" python install --quiet 3.10 >/dev/null 2>&1 || true
    python=$("$uv" python find --managed-python --no-python-downloads 3.10 2>/dev/null || true)
    is_python310 "$python" || fail "没有找到 Python 3.10（Rasa 3.6 只能在它上面运行），也没能下载它。" \
        "请安装 Python 3.10（例如 pyenv install 3.10，或联网后执行 uv python install 3.10），再重试。"
}

sync() { # project, what it is for, then uv's further options
    project=$1 purpose=$2
    shift 2
    say "正在安装 $project 环境（$purpose，首次需要几分钟）…"
    [ -t 2 ] || set -- "$@" --quiet
    # Compiled once here, importing Rasa takes 4 s of processor time instead of 10.
    "$uv" sync --frozen --compile-bytecode --project "$project" "$@" >&2 || fail "$project 环境没有安装成功（原因见上）。" \
        "请检查网络和磁盘空间后重试；仍不行时删除 $project/.venv 再试。"
    touch "$project/.venv/.synced"
}

fresh bot && fresh backend && exit 0
find_uv || get_uv
fresh bot || { find_python310 || get_python310; sync bot "Rasa 助手" --python "$python"; }
fresh backend || sync backend "后台与工具"
