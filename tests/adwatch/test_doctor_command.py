"""What `adwatch doctor` says of the text encoder: usable, or MISSING with what to do."""

import pytest

import classifiers.encoder
from adwatch.commands.local import encoder
from adwatch.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home")


def test_what_works_is_told_with_the_model_that_it_carries(settings):
    check = encoder(settings)
    assert check.ok
    assert check.detail.startswith("works, with the model ")


def test_what_is_not_built_is_missing_and_is_not_built_now(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(classifiers.encoder, "FOLDER", tmp_path / "encoder")
    check = encoder(settings)
    assert not check.ok
    assert str(tmp_path / "encoder") in check.detail
    assert "builds it" in check.remedy
    assert not (tmp_path / "encoder").exists()


def test_an_encoder_that_cannot_be_read_is_missing_with_a_remedy(settings, tmp_path):
    check = encoder(settings.model_copy(update={"encoder": str(tmp_path)}))
    assert not check.ok
    assert f"ADWATCH_ENCODER={tmp_path}" in check.detail
    assert "leave the setting empty" in check.remedy


def test_a_name_on_a_hub_is_not_fetched(settings):
    check = encoder(settings.model_copy(update={"encoder": "somebody/some-encoder"}))
    assert check.ok
    assert "tried at its first use" in check.detail
