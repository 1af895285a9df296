"""The service worker, the manifest, the page for no signal: for everyone, signed in or not."""

import json
import re
from urllib.parse import urljoin

import pytest

from tests import reading
from tests.browsers import Browser
from webapp import assets

PUBLIC = ("/sw.js", "/manifest.webmanifest", "/offline", "/robots.txt", "/favicon.ico")


@pytest.mark.parametrize("path", PUBLIC)
def test_nobody_needs_to_be_signed_in(visitor: Browser, path: str) -> None:
    assert visitor.get(path).status_code == 200


def test_the_worker_is_one_script_that_every_browser_runs(visitor: Browser) -> None:
    response = visitor.get("/sw.js")

    assert response.mimetype == "text/javascript"
    assert response.headers["Cache-Control"] == "no-cache"
    assert not re.search(r"^\s*(import|export)\b", response.text, re.MULTILINE)
    assert "X-Outbox-Ack" in response.text and 'addEventListener("fetch"' in response.text


def test_the_worker_has_a_source_map_that_fits(visitor: Browser) -> None:
    """The map counts the line with the release; `;` is how the format ends a line (https://tc39.es/ecma426/)."""
    release, script, comment = visitor.get("/sw.js").text.splitlines()
    address = comment.partition("sourceMappingURL=")[2]
    source_map = json.loads(visitor.get(address, check=False).text)

    assert release.startswith("self.VERSION = ") and "SHELL" not in script.partition("=")[0]
    assert source_map["mappings"][0] == ";" and source_map["mappings"].count(";") == 1
    assert all(
        visitor.get(urljoin(address, source), check=False).status_code == 200 for source in source_map["sources"]
    )


def test_the_worker_keeps_every_file_that_a_page_may_need(visitor: Browser) -> None:
    found = re.search(r"self\.SHELL = (.+);$", visitor.get("/sw.js").text, re.MULTILINE)
    assert found is not None
    shell = json.loads(found[1])

    assert {assets.url(name) for name in ("built/ui.css", "built/logger.js", "vendor/htmx@4.0.1/htmx.min.js")} < set(
        shell
    )
    assert all(visitor.get(url, check=False).status_code == 200 for url in shell)
    assert not any("pictures" in url or url.endswith(".map") for url in shell)


def test_a_phone_finds_what_it_needs_to_install(visitor: Browser) -> None:
    manifest = json.loads(visitor.get("/manifest.webmanifest").text)

    assert manifest["start_url"] == manifest["id"] == "/dashboard"
    assert manifest["display"] == "standalone"
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    assert all(visitor.get(icon["src"], check=False).mimetype == "image/png" for icon in manifest["icons"])


def test_without_signal_and_without_a_copy_there_is_a_way_on(visitor: Browser) -> None:
    response = visitor.get("/offline")

    assert "No signal" in reading.words(response)
    assert 'href="/dashboard"' in response.text


def test_a_phone_may_copy_what_a_workout_needs_and_no_more(lifter: Browser) -> None:
    log_id = lifter.start()
    into = f"/workouts/{log_id}/entries?token={log_id}"
    kept = ["/dashboard", "/workouts/new", f"/workouts/{log_id}", "/exercises/list"]
    for path in kept:
        assert lifter.get(path).headers["X-Offline-Copy"] == lifter.user_id, path
    assert lifter.get("/exercises", query_string={"into": into}).headers["X-Offline-Copy"] == lifter.user_id
    for path in ("/history", "/settings", "/exercises", f"/workouts/{log_id}/edit"):
        assert "X-Offline-Copy" not in lifter.get(path).headers, path

    lifter.put(f"/workouts/{log_id}/completion")
    assert "X-Offline-Copy" not in lifter.get(f"/workouts/{log_id}").headers


def test_who_signs_out_takes_the_copies_along(visitor: Browser) -> None:
    assert visitor.get("/").headers["X-Offline-Copy"] == "none"


def test_search_engines_get_the_front_door_and_no_ones_plans(visitor: Browser) -> None:
    response = visitor.get("/robots.txt")

    assert response.mimetype == "text/plain"
    assert {"User-agent: *", "Allow: /$", "Disallow: /"} <= set(response.text.splitlines())


def test_the_icon_is_where_browsers_look_without_a_page(visitor: Browser) -> None:
    response = visitor.get("/favicon.ico")

    assert response.mimetype == "image/png"
    assert response.data == (assets.FOLDER / "icons/192.png").read_bytes()
    assert "public" in response.headers["Cache-Control"]
