"""The pictures of a posting: blurred, served to who may read it, and never an explicit one."""

import pytest

from adwatch.model import Picture
from search.desk.audit import rows
from search.desk.db import open_desk
from tests.search.alerts.samples import finding, posting
from tests.search.web.test_posting_page import CHILD_TEXT, PAGE, PNG, stored

pytestmark = pytest.mark.slow
HASHED = "ef" * 32


@pytest.fixture
def pictured(site):
    """A posting with a kept picture, what calls itself one and is a page, and an explicit one."""
    kept = stored(site, PNG, "file", "image/png").sha256
    page = stored(site, PAGE).sha256
    secret = stored(site, PNG + b"2", "rendered", "image/png").sha256
    pictures = (
        Picture(sha256=kept, text="<b>Call</b> 98470", codes=("upi://<script>",)),
        Picture(sha256=page),
        Picture(sha256=secret, explicit=True, kept=False),
    )
    made = posting(1, pictures=pictures)
    site.index.deliver(made, run="1")
    return site, made, kept, page, secret


def test_each_kept_picture_is_veiled_and_its_words_are_escaped(pictured):
    site, made, kept, _, secret = pictured
    text = site.logged_in("anu").get(f"/posting/{made.id}").text
    assert f'src="/posting/{made.id}/pictures/{kept}"' in text
    assert text.count('<label class="veil"><input type="checkbox">') == 2
    assert "&lt;b&gt;Call&lt;/b&gt; 98470" in text and "upi://&lt;script&gt;" in text
    assert f"pictures/{secret}" not in text and secret in text
    assert "not kept, only its hash" in text


def test_a_picture_is_served_closed_off_and_written_down(pictured):
    site, made, kept, _, _ = pictured
    answer = site.logged_in("anu").get(f"/posting/{made.id}/pictures/{kept}")
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; sandbox")
    acts = [(row.act, row.subject, row.details) for row in rows(open_desk(site.index.settings))]
    assert ("picture", made.id, kept) in acts


def test_nothing_else_is_served(pictured):
    site, made, kept, page, secret = pictured
    own = f"/posting/{made.id}/pictures"
    assert site.logged_in("binu").get(f"{own}/{kept}").status_code == 404, "another unit's"
    anu = site.logged_in("anu")
    for sha256 in (page, secret, HASHED):
        assert anu.get(f"{own}/{sha256}").status_code == 404
    assert site.visitor().get(f"{own}/{kept}").status_code == 303, "nobody is logged in"


def test_pictures_of_what_may_concern_a_child_wait_for_the_reason(site):
    kept = stored(site, PNG, "file", "image/png").sha256
    signs = (finding(CHILD_TEXT, "Boy of 14", "minor"),)
    made = posting(7, text=CHILD_TEXT, findings=signs, pictures=(Picture(sha256=kept),))
    site.index.deliver(made, run="1")
    client = site.logged_in("anu")
    assert client.get(f"/posting/{made.id}/pictures/{kept}").status_code == 404
    site.post(client, f"/posting/{made.id}/open", reason="on duty")
    assert client.get(f"/posting/{made.id}/pictures/{kept}").content == PNG
