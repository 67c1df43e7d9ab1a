"""The committed script is what the sources make, and stays small."""

import gzip
from pathlib import Path

from tests.web.conftest import ROOT, WIDGET, node

MOST = 25_000  # bytes of the script, gzipped


def test_the_committed_script_is_made_from_the_sources(sources: Path, tmp_path: Path):
    node(sources, "build.mjs", str(tmp_path / "widget.js"))
    assert (tmp_path / "widget.js").read_bytes() == (WIDGET / "dist/widget.js").read_bytes()


def test_the_script_with_its_socket_client_stays_within_25_kilobytes():
    assert len(gzip.compress((WIDGET / "dist/widget.js").read_bytes(), 9)) <= MOST


def test_the_types_are_sound(sources: Path):
    node(sources, "node_modules/typescript/bin/tsc", "--noEmit")


def test_the_lock_names_one_version_of_everything(sources: Path):
    """`npm ci` has installed it, so it agrees with package.json; and no version may float."""
    manifest = (WIDGET / "package.json").read_text(encoding="utf-8")
    assert "^" not in manifest and "~" not in manifest


def test_nothing_is_written_as_markup_or_run_from_text():
    """What a strict content security policy forbids, and what could turn words of a visitor into markup."""
    for path in [*(WIDGET / "src").glob("*.ts"), *(ROOT / "web/demo").glob("*.js")]:
        text = path.read_text(encoding="utf-8")
        for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert forbidden not in text, (path.name, forbidden)


def test_the_demo_page_has_no_inline_script_or_style():
    page = (ROOT / "web/demo/index.html").read_text(encoding="utf-8")
    assert "<style" not in page and " style=" not in page and " onclick=" not in page
    assert page.count("<script") == page.count("<script src=")
