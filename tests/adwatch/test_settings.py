"""Settings reach the programs that adwatch starts unchanged."""

from pathlib import Path

from pydantic import SecretStr

from adwatch.settings import Settings


def test_settings_survive_the_way_through_the_environment(monkeypatch, tmp_path):
    settings = Settings(
        home=tmp_path / "home",
        web_port=18600,
        smtp_tls=True,
        smtp_password=SecretStr("lock & key"),
        elasticsearch_ca=tmp_path / "ca.pem",
    )
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings


def test_a_relative_home_stays_where_it_was_named(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    settings = Settings(home=Path("data"))
    monkeypatch.chdir("/")
    assert settings.home == tmp_path / "data"


def test_a_secret_is_not_shown_by_accident():
    assert "lock & key" not in repr(Settings(smtp_password=SecretStr("lock & key")))
