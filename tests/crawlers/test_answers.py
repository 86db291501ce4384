"""Answers of platforms that are not what was asked for: each is named, none passes for silence."""

import pytest

from crawlers import platforms
from crawlers.draft import Gone, Unreadable
from crawlers.source import Source

URL = "https://site.example/list"
WRONG = [
    ("mastodon", "<html>Log in</html>", "not JSON"),
    ("mastodon", '{"error":"This API requires an authenticated user"}', "authenticated user"),
    ("mastodon", '[{"id":"1"}]', "not a timeline"),
    ("mastodon", '{"posts":[]}', "not a timeline"),
    ("reddit", '{"message":"Too Many Requests","error":429}', "Too Many Requests"),
    ("reddit", '{"kind":"t5","data":{}}', "not a listing"),
    ("reddit", "[]", "not a listing"),
    (
        "reddit",
        '{"kind":"Listing","data":{"children":[{"kind":"t3","data":{"name":"t3_1"}}]}}',
        "not a post or comment",
    ),
    ("bluesky", '{"error":"AuthMissing","message":"Authentication Required"}', "Authentication"),
    ("bluesky", '{"posts":[{"uri":"at://x"}]}', "not an answer with posts"),
    ("discourse", '{"errors":["You need to be logged in"]}', "not a topic"),
    ("telegram", "<html><body><div class=tgme_page>Contact @x</div></body></html>", "preview"),
    ("feed", "<html><body>No feed</body></html>", "not a feed"),
    ("feed", "", "not a feed"),
    ("classified", '{"ads":[]}', "not HTML"),
    ("youtube", '{"error":{"code":403,"message":"Quota exceeded."}}', "server .Quota exceeded"),
    ("youtube", '{"items":[{"id":"a","snippet":{}}]}', "not a page of comments"),
    ("youtube", '{"kind":"youtube#videoListResponse"}', "not a page of comments"),
    ("youtube", "<html>Sign in</html>", "not JSON"),
    ("forum", "<html><body><h2>Login</h2><form></form></body></html>", "not a topic of phpBB"),
    ("forum", '{"posts":[]}', "not HTML"),
]


def source(platform: str) -> Source:
    return Source(
        name="site",
        title="Site",
        platform=platform,
        start=(URL,),
        schedule="0 0 * * *",
        owner="tests",
        legal_basis="invented",
    )


@pytest.mark.parametrize(("platform", "body", "told"), WRONG)
def test_a_wrong_answer_is_named(platform, body, told):
    with pytest.raises(Unreadable, match=told):
        platforms.load(platform).postings(body, URL, source(platform))


GONE = [
    (
        "telegram",
        '<div class="tgme_widget_message_error">Post not found</div>',
        "https://t.me/x/1?embed=1",
    ),
    (
        "bluesky",
        '{"posts":[]}',
        "https://public.api.bsky.app/xrpc/app.bsky.feed.getPosts?uris=at%3A%2F%2Fx",
    ),
    ("youtube", '{"items":[]}', "https://www.googleapis.com/youtube/v3/comments?id=x"),
]


@pytest.mark.parametrize(("platform", "body", "url"), GONE)
def test_a_page_that_answers_ok_may_say_that_its_posting_is_gone(platform, body, url):
    with pytest.raises(Gone):
        platforms.load(platform).postings(body, url, source(platform))


def test_a_list_of_nothing_is_no_error():
    assert platforms.load("mastodon").postings("[]", URL, source("mastodon")) == ()
    assert platforms.load("bluesky").postings('{"posts":[]}', URL, source("bluesky")) == ()


def test_a_timeline_is_asked_for_what_is_newer():
    asked = platforms.load("mastodon").resume(f"{URL}?local=true", "100")
    assert asked == f"{URL}?local=true&since_id=100"
    for name in set(platforms.names()) - {"mastodon"}:
        assert platforms.load(name).resume(URL, "100") == URL
