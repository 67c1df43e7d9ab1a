"""compose.yml says what the program needs: every process twice, every secret from outside, nothing open but nginx."""

import re
from pathlib import Path

import pytest
import yaml

from backend.settings import Settings
from launch.keys import NAMES, WITHHELD

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = yaml.safe_load((ROOT / "compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]


def settings_of(name):
    return SERVICES[name].get("environment", {})


@pytest.mark.parametrize("kind", ["gateway", "rasa", "actions", "worker"])
def test_every_process_is_there_twice(kind):
    assert {f"{kind}-1", f"{kind}-2"} <= SERVICES.keys()


def test_only_nginx_is_open():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]


def test_every_secret_comes_from_outside_and_must_be_there():
    for name in NAMES:
        assert settings_of("gateway-1")[name] == f"${{{name}:?}}"


@pytest.mark.parametrize("kind", WITHHELD)
def test_a_process_gets_no_secret_that_is_none_of_its_business(kind):
    assert not set(settings_of(f"{kind}-1")) & set(WITHHELD[kind])


def test_every_setting_of_the_processes_is_explained():
    explained = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    ours = set(settings_of("gateway-1")) - {"FORWARDED_ALLOW_IPS"}
    assert ours <= explained


@pytest.mark.parametrize("kind", ["gateway", "worker"])
def test_every_setting_reaches_the_processes(kind):
    """But the address of WeChat, which must be the real one in production."""
    missing = {name.upper() for name in Settings.model_fields} - set(settings_of(f"{kind}-1"))
    assert missing == {"WECHAT_API_BASE"}


def test_a_setting_that_is_not_given_is_as_everywhere_else():
    optional = re.compile(r"\$\{(\w+):-(.*)\}")
    found = [optional.fullmatch(value) for value in settings_of("gateway-1").values()]
    ours = {match[1].lower(): match[2] for match in found if match}
    secret = dict.fromkeys(("session_key", "rasa_secret", "actions_secret", "index_key"), "s" * 32)
    read = Settings(database_url="postgresql:///x", data_keys={"k1": b"d" * 32}, **secret, **ours)
    assert {name: getattr(read, name) for name in ours} == {name: Settings.model_fields[name].default for name in ours}


@pytest.mark.parametrize(
    ("kind", "door"),
    [("gateway", ":8000/healthz"), ("rasa", ":5005/webhooks/gateway/"), ("actions", ":5055/health")],
)
def test_every_process_with_a_door_is_asked_whether_it_is_well(kind, door):
    for number in (1, 2):
        check = SERVICES[f"{kind}-{number}"]["healthcheck"]
        assert f'urlopen("http://127.0.0.1{door}", timeout=3)' in check["test"][-1]


def test_the_variables_of_the_nginx_templates_are_filled_in():
    templates = [file.read_text(encoding="utf-8") for file in (ROOT / "deploy").glob("*.conf.template")]
    assert set(re.findall(r"\$\{([A-Z_]+)\}", "".join(templates))) == set(settings_of("nginx"))


def test_nginx_is_given_every_template():
    mounted = {volume.split(":")[0].removeprefix("./deploy/") for volume in SERVICES["nginx"]["volumes"]}
    assert mounted == {file.name for file in (ROOT / "deploy").glob("*.conf.template")}


def test_what_an_image_copies_exists():
    for file in (ROOT / "deploy").glob("*.Dockerfile"):
        for line in re.findall(r"^COPY (?!--from)(.+)$", file.read_text(encoding="utf-8"), re.MULTILINE):
            assert all((ROOT / source).exists() for source in line.split()[:-1]), line


@pytest.mark.parametrize(
    "path", ["/answers", "/docs", "/openapi.json", "/dev/outbox", "/readyz", "/eligibility", "/search"]
)
def test_what_is_not_for_the_internet_is_not_led_through(path):
    template = (ROOT / "deploy/nginx.conf.template").read_text(encoding="utf-8")
    public = template[template.index("listen ${PUBLIC_LISTEN}") : template.index("listen ${PRIVATE_LISTEN}")]
    patterns = re.findall(r"location ~ (\S+) \{", public)
    exact = re.findall(r"location (?:= )?(/\S+) \{", public)
    assert not any(re.search(pattern, path) for pattern in patterns)
    assert not any(path.startswith(prefix) for prefix in exact)
