"""The API over a real index: who may, what is withheld, what is written down, and its contract."""

from datetime import UTC, datetime

import hypothesis
import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck
from schemathesis.specs.openapi.checks import positive_data_acceptance

from adwatch.settings import REPO
from search.desk.accounts import Account, add_user
from search.desk.audit import rows, verify
from search.desk.db import open_desk
from search.desk.rights import RIGHTS
from search.desk.tokens import make_token
from search.web.app import create_app
from tests.search.alerts.samples import NOW, finding, mention, overseas, unit, write_unit

pytestmark = pytest.mark.slow

PASSWORD = "correct horse battery"
PEOPLE = {
    "state": ("supervisor", ""),
    "anu": ("analyst", "ernakulam"),
    "binu": ("analyst", "kollam"),
    "super": ("supervisor", "kollam"),
    "audit": ("auditor", ""),
    "engine": ("engineer", ""),
}
CHILD_TEXT = "Boy of 14, slim, for shop work, ask Example Nair 98470 00103"
HERE = overseas(1)
THERE = overseas(2, title="Work elsewhere", district="Kollam", phone="+919847000102")
CHILD = overseas(
    3,
    text=CHILD_TEXT,
    title="Shop boy 98470 00103",
    author="Example Nair",
    mentions=(
        mention(CHILD_TEXT, "98470 00103", "phone", "+919847000103"),
        mention(CHILD_TEXT, "slim", "feature", "build:slim"),
    ),
    findings=(finding(CHILD_TEXT, "Boy of 14, slim", "minor"),),
    url="https://ads.example/nair",
)
SECRETS = ("00103", "Nair", "nair", "Shop boy", "slim")
SEES = {
    "state": {HERE.id, THERE.id, CHILD.id},
    "anu": {HERE.id, CHILD.id},
    "binu": {THERE.id},
    "super": {THERE.id},
    "audit": set(),
    "engine": set(),
}


class Api:
    def __init__(self, settings) -> None:
        self.settings = settings
        self.desk = open_desk(settings)
        self.app = create_app(settings)
        self.tokens = {}
        for name, (role, of_unit) in PEOPLE.items():
            add_user(settings, name, PASSWORD, role=role, unit=of_unit, now=NOW)
            account = Account(name=name, role=role, unit=of_unit)
            scopes = tuple(sorted(RIGHTS[role]))
            self.tokens[name] = make_token(self.desk, account, "test", scopes, datetime.now(UTC))

    def as_(self, name: str) -> TestClient:
        head = {"Authorization": f"Bearer {self.tokens[name]}"}
        return TestClient(self.app, headers=head, base_url="http://testserver/api/v1")

    def acts(self):
        return [(row.who, row.act, row.subject, row.details) for row in rows(self.desk)]


@pytest.fixture(scope="module")
def api(shared_index, tmp_path_factory):
    units = tmp_path_factory.mktemp("units")
    for name in ("ernakulam", "kollam"):
        write_unit(units, unit(name))
    shared_index.deliver(HERE, THERE, CHILD, run="1")
    sources = REPO / "crawlers" / "sources"
    return Api(shared_index.settings.model_copy(update={"units": units, "sources": sources}))


def ids(answer):
    return {hit["id"] for hit in answer.json()["hits"]}


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize(
    "query",
    ["", "band=high", "not.district=Ernakulam", "district=Kollam", "q=gulf OR work", "q=id:*"],
)
def test_a_list_and_its_facets_show_the_own_postings_alone(api, name, query):
    answer = api.as_(name).get(f"/postings?{query}")
    if "search" not in RIGHTS[PEOPLE[name][0]]:
        assert answer.status_code == 403
        return
    assert answer.status_code == 200
    assert ids(answer) <= SEES[name]
    if not query:
        districts = {HERE.id: "Ernakulam", THERE.id: "Kollam", CHILD.id: "Ernakulam"}
        assert ids(answer) == SEES[name]
        assert answer.json()["facets"]["district"].keys() == {districts[i] for i in SEES[name]}


CALLS = {
    "search": [("GET", "/postings/{id}?reason=on duty", None)],
    "review": [("POST", "/postings/{id}/review", {"verdict": "confirmed"})],
    "hold": [
        ("PUT", "/postings/{id}/hold", {"reason": "Crime 12/2026"}),
        ("DELETE", "/postings/{id}/hold", None),
    ],
}


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("right", CALLS)
@pytest.mark.parametrize("made", [HERE, THERE, CHILD], ids=["here", "there", "child"])
def test_a_posting_is_reached_with_the_right_and_in_the_own_districts(api, name, right, made):
    for method, path, body in CALLS[right]:
        answer = api.as_(name).request(method, path.format(id=made.id), json=body)
        if right not in RIGHTS[PEOPLE[name][0]]:
            assert answer.status_code == 403
        elif made.id not in SEES[name]:
            assert answer.status_code == 404
        else:
            assert answer.is_success, answer.text


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize(
    ("right", "path"),
    [("search", "/saved"), ("sources", "/sources"), ("audit", "/audit"), ("hold", "/holds")],
)
def test_a_list_is_read_with_its_right_alone(api, name, right, path):
    wanted = 200 if right in RIGHTS[PEOPLE[name][0]] else 403
    assert api.as_(name).get(path).status_code == wanted


@pytest.mark.parametrize(("name", "total"), [("state", 1), ("anu", 1), ("binu", 0), ("super", 0)])
def test_a_contact_and_a_batch_count_the_own_postings_alone(api, name, total):
    client = api.as_(name)
    answer = client.get("/contacts/phone/+919847000101")
    assert answer.status_code == (200 if total else 404)
    values = ["ask Example", "098470-00101"]
    found = client.post("/batch", json={"values": values}).json()
    counts = {each["written"]: each["postings"] for each in found}
    assert counts == {"098470-00101": total, "ask Example": 1 if name in ("state", "anu") else 0}


def test_what_could_identify_a_child_is_withheld_in_lists_and_opened_with_a_reason(api):
    client = api.as_("anu")
    listed = client.get("/postings").text
    assert "Boy of 14" in listed
    assert not [secret for secret in SECRETS if secret in listed]
    refused = client.get(f"/postings/{CHILD.id}", headers={"x": "1"})
    fresh = api.as_("state").get(f"/postings/{HERE.id}")
    assert fresh.status_code == 200, "an ordinary posting needs no reason"
    # Another test may have given anu's reason; the state's officer gave none for this session.
    opened = client.get(f"/postings/{CHILD.id}?reason=Crime 12")
    assert opened.json()["posting"]["text"] == CHILD_TEXT
    assert ("anu", "open", CHILD.id, "Crime 12") in api.acts()
    assert refused.status_code in (200, 403)


def test_without_a_reason_a_posting_about_a_child_stays_closed(api):
    add_user(api.settings, "new", PASSWORD, role="analyst", unit="", now=NOW)
    account = Account(name="new", role="analyst", unit="")
    api.tokens["new"] = make_token(api.desk, account, "", ("search",), datetime.now(UTC))
    answer = api.as_("new").get(f"/postings/{CHILD.id}")
    assert answer.status_code == 403
    assert "say why" in answer.json()["error"]
    assert not [secret for secret in SECRETS if secret in answer.text]
    assert ("new", "view", CHILD.id, "refused: no reason, by API") in api.acts()


@pytest.mark.parametrize(
    "head", [{}, {"Authorization": "Bearer adw_x"}, {"Authorization": "Basic YTpi"}]
)
def test_without_a_good_token_there_is_nothing(api, head):
    client = TestClient(api.app, base_url="http://testserver/api/v1")
    answer = client.get("/postings", headers=head)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "set-cookie" not in answer.headers
    assert answer.json()["error"].startswith("The token")


def test_a_session_of_the_screens_opens_no_api(api):
    client = TestClient(api.app, follow_redirects=False)
    client.get("/login")
    assert client.get("/api/v1/postings").status_code == 401


def test_a_decision_shows_at_once_and_a_dismissal_needs_its_reason(api):
    client = api.as_("binu")
    refused = client.post(f"/postings/{THERE.id}/review", json={"verdict": "dismissed"})
    assert refused.status_code == 400
    body = {"verdict": "dismissed", "reason": "words misread", "note": "an ordinary shop"}
    made = client.post(f"/postings/{THERE.id}/review", json=body)
    assert (made.status_code, made.json()["by"]) == (201, "binu")
    (hit,) = client.get("/postings").json()["hits"]
    assert hit["review"]["verdict"] == "dismissed"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/postings?q=(", "cannot be read"),
        ("/postings?sort=best", "sort"),
        ("/postings?page=0", "page"),
        ("/postings?since=yesterday", "is no date"),
        ("/postings?page=600", "beyond the first"),
    ],
)
def test_a_mistake_is_a_sentence(api, path, said):
    answer = api.as_("state").get(path)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_everything_is_written_down_in_one_chain(api):
    api.as_("anu").get("/postings?q=gulf")
    assert ("anu", "search", "/?q=gulf") in [act[:3] for act in api.acts()]
    assert verify(api.desk) == []


def test_the_guide_names_each_call(api):
    guide = (REPO / "docs" / "guides" / "api.md").read_text(encoding="utf-8")
    paths = TestClient(api.app).get("/api/v1/openapi.json").json()["paths"]
    for path, methods in paths.items():
        for method in methods:
            assert f"`{method.upper()} {path}`" in guide


@pytest.fixture(scope="module")
def contract(api):
    app = api.app

    @hypothesis.settings(
        max_examples=6,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def check(case):
        head = {"Authorization": f"Bearer {api.tokens['state']}"}
        # Text may be no query and no date, which no schema can say.
        case.call_and_validate(headers=head, excluded_checks=[positive_data_acceptance])

    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app), check


def test_the_api_keeps_what_its_description_promises(contract):
    """Schemathesis makes fitting and unfitting calls of each kind from the description."""
    schema, check = contract
    kinds = 0
    for each in schema.get_all_operations():
        operation = each.ok()
        hypothesis.given(case=operation.as_strategy())(check)()
        kinds += 1
    assert kinds >= 11
