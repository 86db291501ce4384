"""Secrets: made once, for the owner's eyes."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from adwatch.errors import Exit, Trouble
from adwatch.runtime.secret import secret
from adwatch.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home")


def test_a_secret_stays_what_it_was_and_differs_by_name(settings):
    assert secret(settings, "one") == secret(settings, "one")
    assert secret(settings, "one") != secret(settings, "two")
    assert len(secret(settings, "one")) >= 40


def test_only_the_owner_can_read_it(settings):
    secret(settings, "one")
    assert settings.secrets.stat().st_mode & 0o777 == 0o700
    assert [p.stat().st_mode & 0o777 for p in settings.secrets.iterdir()] == [0o600]


def test_all_who_ask_at_once_get_the_same(settings):
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: secret(settings, "one"), range(8)))) == 1


def test_a_home_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "home").write_text("a file where the folder should be")
    with pytest.raises(Trouble, match=str(tmp_path / "home")) as caught:
        secret(Settings(home=tmp_path / "home"), "one")
    assert caught.value.code == Exit.LOCAL_RESOURCE
