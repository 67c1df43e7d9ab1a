"""Settings, secrets and what the processes are told."""

import re
from pathlib import Path

import pytest

from backend.settings import Settings as BackendSettings
from launch import keys
from launch.problems import LaunchProblem
from launch.settings import PORTS, ROOT, Settings

LAUNCH_SETTINGS = (*keys.NAMES, *PORTS, "BACKEND_HOST", "BACKEND_URL", "VAR_DIR", "MODELS_DIR")


def environment(settings: Settings) -> dict[str, str]:
    return settings.process_environment("postgresql://db", {"RASA_SECRET": "r", "SESSION_KEY": "s"}, Path("m.tar.gz"))


def test_addresses_follow_the_ports(tmp_path: Path) -> None:
    told = environment(Settings(tmp_path, {"RASA_PORT": "6005", "BACKEND_PORT": "9000", "ACTIONS_PORT": "6055"}))
    assert told["RASA_URL"] == "http://127.0.0.1:6005"
    assert told["BACKEND_URL"] == "http://127.0.0.1:9000"
    assert told["ACTIONS_URL"] == "http://127.0.0.1:6055/webhook"


def test_a_given_address_wins(tmp_path: Path) -> None:
    assert environment(Settings(tmp_path, {"RASA_URL": "http://rasa:5005"}))["RASA_URL"] == "http://rasa:5005"


def test_no_proxy_stands_between_our_own_processes(tmp_path: Path) -> None:
    assert environment(Settings(tmp_path, {"NO_PROXY": "intranet"}))["NO_PROXY"] == "intranet,127.0.0.1,localhost"


def test_the_environment_wins_over_the_file_and_empty_is_not_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("RASA_PORT=7005\nACTIONS_PORT=7055\nDATABASE_URL=postgresql://file\n")
    monkeypatch.setenv("ACTIONS_PORT", "8055")
    monkeypatch.setenv("DATABASE_URL", "")
    settings = Settings.load(tmp_path)
    assert (settings.ports["RASA_PORT"], settings.ports["ACTIONS_PORT"]) == (7005, 8055)
    assert "DATABASE_URL" not in settings.given


def test_a_port_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LaunchProblem, match="RASA_PORT 不是端口号"):
        _ = Settings(tmp_path, {"RASA_PORT": "五千"}).ports


def test_secrets_are_made_once_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    first = keys.load(Settings(tmp_path, {}))
    assert keys.load(Settings(tmp_path, {})) == first
    assert set(first) == set(keys.NAMES)
    assert len(set(first.values())) == len(keys.NAMES)
    assert (tmp_path / "var/secrets.env").stat().st_mode & 0o777 == 0o600


def test_given_secrets_win(tmp_path: Path) -> None:
    assert keys.load(Settings(tmp_path, {"SESSION_KEY": "mine"}))["SESSION_KEY"] == "mine"


def test_new_secrets_are_added_to_the_old_ones(tmp_path: Path) -> None:
    path = tmp_path / "var/secrets.env"
    path.parent.mkdir()
    path.write_text("RASA_SECRET=kept\n")
    assert keys.load(Settings(tmp_path, {}))["RASA_SECRET"] == "kept"
    assert set(keys.load(Settings(tmp_path, {}))) == set(keys.NAMES)


def test_generated_keys_are_what_the_backend_takes(tmp_path: Path) -> None:
    secrets = {name.lower(): value for name, value in keys.load(Settings(tmp_path, {})).items()}
    assert list(BackendSettings(database_url="postgresql://db", **secrets).data_keys) == ["k1"]


@pytest.mark.parametrize(
    ("process", "holds"),
    [
        ("backend", set(keys.NAMES)),
        ("worker", set(keys.NAMES)),
        ("rasa", {"RASA_SECRET"}),
        ("actions", {"ACTIONS_SECRET"}),
    ],
)
def test_a_process_holds_only_the_secrets_it_needs(process: str, holds: set[str]) -> None:
    everything = dict.fromkeys((*keys.NAMES, "BACKEND_URL"), "x")
    assert set(keys.for_process(process, everything)) == holds | {"BACKEND_URL"}


def test_production_never_makes_up_a_secret(tmp_path: Path) -> None:
    with pytest.raises(LaunchProblem, match="SESSION_KEY"):
        keys.load(Settings(tmp_path, {"ENV": "production", "RASA_SECRET": "r"}))
    assert not (tmp_path / "var").exists()


def test_every_setting_stands_in_the_example_under_a_chinese_comment() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    for name in {field.upper() for field in BackendSettings.model_fields} | set(LAUNCH_SETTINGS):
        at = next((index for index, line in enumerate(lines) if line.startswith(f"{name}=")), None)
        assert at, f"{name} is missing"
        assert re.match(r"# .*[\u4e00-\u9fff]", lines[at - 1]), f"{name} has no comment"
