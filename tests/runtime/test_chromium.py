"""The browser: found or fetched, quiet, and able to show the scripts of Kerala."""

import hashlib
import json
import os
import re

import pytest
from playwright.sync_api import sync_playwright

from adwatch.errors import Exit
from adwatch.runtime import chromium, npm, packaged_browser, tessdata
from adwatch.settings import Settings

RUNTIME = Settings().runtime
SCRIPTS = {"Malayalam": "കൊച്ചി", "Devanagari": "कोच्चि", "Tamil": "கொச்சி", "signs": "→✓"}


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Return a function that puts a browser on an otherwise empty PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def install(name, says):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{says}\n")
        path.chmod(0o755)
        return path

    return install


def test_the_machines_own_browser_is_taken(program):
    path = program("google-chrome", "echo Google Chrome 131.0.6778.85")
    assert chromium.installed() == path


@pytest.mark.parametrize(
    "says",
    [
        "echo 'Chromium 90.0.4430.212 built on Debian'",  # too old for Playwright
        "echo 'Command requires the chromium snap to be installed.'; exit 1",  # Ubuntu's stub
        "echo nothing like a version",
    ],
)
def test_a_browser_that_cannot_be_used_is_passed_over(program, says):
    program("chromium", says)
    assert chromium.installed() is None


def test_the_next_name_is_tried_after_a_stub(program):
    program("chromium", "exit 1")
    path = program("google-chrome", "echo Google Chrome 131.0.6778.85")
    assert chromium.installed() == path


@pytest.mark.parametrize(
    ("complaint", "said", "code"),
    [
        (
            "npm error code EINTEGRITY\nnpm error sha512-AAA== integrity checksum failed when "
            "using sha512: wanted sha512-AAA== but got sha512-BBB==. (68094221 bytes)\n",
            "refused",
            Exit.BAD_INPUT,
        ),
        (
            "npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error errno ENOTFOUND\n"
            "npm error network request to the registry failed, reason: getaddrinfo ENOTFOUND\n",
            "could not fetch Chromium: network request to the registry failed",
            Exit.UNREACHABLE,
        ),
        (
            "npm error code ENOSPC\nnpm error syscall write\nnpm error errno -28\n",
            "disk is full",
            Exit.LOCAL_RESOURCE,
        ),
        ("", "no reason given", Exit.UNREACHABLE),
    ],
)
def test_what_npm_complains_of_becomes_a_sentence(complaint, said, code):
    trouble = npm.explain(complaint, "Chromium")
    assert said in trouble.what
    assert trouble.code == code
    assert trouble.remedy


@pytest.mark.parametrize("pins", [packaged_browser.PINS, tessdata.PINS], ids=lambda pins: pins.name)
def test_every_package_from_npm_is_pinned_by_hash(pins):
    lock = json.loads((pins / "package-lock.json").read_text())
    wanted = json.loads((pins / "package.json").read_text())["dependencies"]
    assert lock["packages"][""]["dependencies"] == wanted
    packages = [each for name, each in lock["packages"].items() if name]
    assert all(each["integrity"].startswith("sha512-") for each in packages)
    assert not any("resolved" in each for each in packages), "an address"


@pytest.mark.slow
def test_the_fetched_browser_has_a_shape_for_every_script(tmp_path):
    """A script without a font shows each sign as the same box, or not at all."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.bundled(RUNTIME).launch_options())
        page = browser.new_page()
        for script, text in SCRIPTS.items():
            seen = {hashlib.sha256(picture(page, sign)).digest() for sign in {*text, "\uffff"}}
            assert len(seen) == len({*text}) + 1, script
        browser.close()


def picture(page, sign):
    page.set_content(f"<body style='margin:0'><span style='font:64px sans-serif'>{sign}</span>")
    return page.screenshot(clip={"x": 0, "y": 0, "width": 200, "height": 120})


@pytest.mark.slow
def test_the_browser_of_this_machine_shows_a_page(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())
        page = browser.new_page()
        page.set_content("<p>പരസ്യം</p>")
        box = page.locator("p").bounding_box()
        browser.close()
    assert box["height"] > 0
    assert box["width"] > 0


def test_nothing_but_hosts_of_the_makers_is_kept_from_the_browser():
    (rules,) = [each for each in chromium.QUIET if each.startswith("--host-resolver-rules=")]
    hosts = re.findall(r"MAP (\S+) ~NOTFOUND", rules)
    assert sorted(hosts) == sorted(chromium.MAKERS)
    assert not any("fonts" in host or "*" in host for host in hosts), "sites need these"


def test_the_sandbox_is_never_claimed_for_root(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert chromium.sandbox_works() is False


def test_playwright_is_driven_by_the_packaged_node(program, monkeypatch):
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", "")
    monkeypatch.delenv("PLAYWRIGHT_NODEJS_PATH")
    program("chromium", "echo Chromium 131.0.6778.85")
    chromium.browser(Settings())
    assert os.environ["PLAYWRIGHT_NODEJS_PATH"] == str(chromium.NODE)
    assert os.access(chromium.NODE, os.X_OK)
