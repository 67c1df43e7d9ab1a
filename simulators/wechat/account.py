"""The Official Account under test: its keys, its mode, its templates and the humans who answer for it."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

MODES = ("plain", "compat", "safe")


@dataclass
class Template:
    """`fields` maps the key in a message's data to the label the user reads. `subscription`: for bizsend only."""

    id: str
    title: str
    fields: dict[str, str] = field(default_factory=dict)
    subscription: bool = False


@dataclass
class Account:
    """`aes_keys`: 43 characters each; the first seals, all of them open (a rotation has two).

    `oauth_domain` is the only host that OAuth may return to, None for any. `retries_reuse_nonce`: whether a delivery is
    sent again under the same nonce; what the real platform does is not published, so a product must bear both.
    """

    appid: str = "wx0123456789abcdef"
    secret: str = "0123456789abcdef0123456789abcdef"  # noqa: S105  of an account that does not exist
    token: str = "simulated"  # noqa: S105
    aes_keys: list[str] = field(default_factory=list)
    mode: str = ""
    original_id: str = "gh_0123456789ab"
    name: str = "郑小才"
    agents: list[str] = field(default_factory=lambda: ["kf2001@zhengxiaocai"])
    templates: dict[str, Template] = field(default_factory=dict)
    oauth_domain: str | None = None
    retries_reuse_nonce: bool = False

    def __post_init__(self) -> None:
        self.mode = self.mode or ("safe" if self.aes_keys else "plain")
        if self.mode not in MODES or (self.mode != "plain" and not self.aes_keys):
            raise ValueError(f"mode {self.mode} with {len(self.aes_keys)} keys")

    def add_template(
        self, template_id: str, title: str, fields: dict[str, str] | None = None, **more: bool
    ) -> Template:
        self.templates[template_id] = Template(template_id, title, fields or {}, **more)
        return self.templates[template_id]


def read_templates(path: Path) -> dict[str, Template]:
    """From YAML: {template id: {title, fields: {key: label}, subscription: true|absent}}."""
    told = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return {name: Template(name, **one) for name, one in told.items()}
