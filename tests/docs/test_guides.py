"""What the pages promise is there: settings with their defaults, links, and the example unit."""

import re
import unicodedata
from pathlib import Path

import pytest
from pydantic import SecretStr

from adwatch.settings import REPO, Settings
from search.alerts.units import load_units

OPERATE = (REPO / "docs" / "guides" / "operate.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(ADWATCH_\w+)` \|(?: `(.*?)`)? \| \S", re.MULTILINE)
PAGES = sorted(
    path for pattern in ("*.md", "docs/**/*.md", "adwatch/**/*.md") for path in REPO.glob(pattern)
)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def shown(default):
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    if isinstance(default, Path):
        return str(default.relative_to(REPO))
    return {None: "", False: "false", True: "true"}.get(default, str(default))


def test_every_setting_is_explained_with_its_default():
    defaults = {
        f"ADWATCH_{name.upper()}": shown(field.default)
        for name, field in Settings.model_fields.items()
    }
    assert dict(ROW.findall(OPERATE)) == defaults


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(REPO)) for page in PAGES])
def test_every_link_leads_somewhere(page):
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        aim = (page.parent / target).resolve() if target else page
        assert aim.exists(), target
        if anchor:
            headings = HEADING.findall(aim.read_text(encoding="utf-8"))
            assert anchor in [_anchor(heading) for heading in headings], anchor


def test_the_example_of_a_unit_is_one(tmp_path):
    example = re.search(r"```yaml\n(.*?)```", OPERATE, re.DOTALL)[1]
    (tmp_path / "kollam.yml").write_text(example, encoding="utf-8")
    (unit,) = load_units(Settings(units=tmp_path))
    assert unit.searches[0].text == "kuwait OR oman"


def _anchor(heading):
    """Return a heading's anchor as code forges make it: letters with their marks, and hyphens."""
    kept = (c for c in heading.lower() if c in "-_ " or unicodedata.category(c)[0] in "LMN")
    return "".join(kept).replace(" ", "-")
