"""The package as a page to read on a screen or print: one file, nothing loaded from anywhere."""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from backend.packages.letters import face
from backend.packages.sheet import Sheet

_TEMPLATES = Path(__file__).parent / "templates"
_environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)


def page_of(sheet: Sheet, pdf: str) -> tuple[str, str]:
    """The page with a link to its PDF, and the content security policy it may be shown under."""
    template = _environment.get_template("package.html")
    said = template.render(sheet=sheet, words=sheet.words, pdf=pdf, style="")
    css = (_TEMPLATES / "package.css").read_text(encoding="utf-8")
    style = face(frozenset(said) - {"\n"}) + css
    # Our own style and font, nothing a visitor wrote.
    return template.render(sheet=sheet, words=sheet.words, pdf=pdf, style=Markup(style)), _policy(style)  # noqa: S704


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
