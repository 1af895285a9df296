"""Static files: for ever under today's hash, asked about under any other, compressed where that is understood."""

import gzip
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.browsers import Browser
from webapp import assets
from webapp.security import HEADERS, NOTHING

NAME = "css/tokens.css"
CONTENT = (assets.FOLDER / NAME).read_bytes()
OLD = "0123456789ab"


def get(visitor: Browser, path: str, **headers: str) -> TestResponse:
    """A file as a browser asks for a style sheet."""
    asked: dict[str, str | None] = {"Sec-Fetch-Dest": "style", "Sec-Fetch-Mode": "no-cors", "Accept": "text/css"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return visitor.get(path, headers={**asked, **named}, check=False)


def test_a_file_under_todays_hash_is_kept_for_ever(visitor: Browser) -> None:
    response = get(visitor, assets.url(NAME))

    assert response.status_code == 200
    assert response.data == CONTENT
    assert response.mimetype == "text/css"
    assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"


@pytest.mark.parametrize("path", [f"/static/{OLD}/{NAME}", f"/static/{NAME}"])
def test_a_file_under_another_hash_is_todays_and_asked_about_again(visitor: Browser, path: str) -> None:
    response = get(visitor, path)

    assert response.status_code == 200
    assert response.data == CONTENT
    assert response.headers["Cache-Control"] == "no-cache"
    again = get(visitor, path, If_None_Match=response.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


def test_a_file_under_todays_hash_can_be_asked_about_too(visitor: Browser) -> None:
    modified = get(visitor, assets.url(NAME)).headers["Last-Modified"]
    assert get(visitor, assets.url(NAME), If_Modified_Since=modified).status_code == 304


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("identity", None), ("deflate", None), ("", None)],
)
def test_a_file_comes_compressed_as_the_browser_likes(visitor: Browser, accepted: str, encoding: str | None) -> None:
    response = get(visitor, assets.url(NAME), Accept_Encoding=accepted)

    assert response.headers.get("Content-Encoding") == encoding
    assert response.headers["Vary"] == "Accept-Encoding"
    if encoding == "gzip":
        assert gzip.decompress(response.data) == CONTENT
    assert (encoding is None) == (response.data == CONTENT)
    assert encoding is None or len(response.data) < len(CONTENT)


def test_every_file_of_ours_can_be_had(visitor: Browser) -> None:
    names = [path.relative_to(assets.FOLDER).as_posix() for path in assets._files()]
    assert len(names) > 15
    for name in names:
        assert get(visitor, assets.url(name)).status_code == 200, name


@pytest.mark.parametrize("hash_", [assets.version(), OLD])
@pytest.mark.parametrize(
    "name",
    [
        "css/nothing.css", "css", "css/", "", ".", "..", "../webapp/config.py", "css/../../webapp/config.py", "..%2fwebapp/config.py",
        "%2e%2e/webapp/config.py", "css/%2e%2e/%2e%2e/pyproject.toml", "..\\webapp\\config.py", "/etc/passwd", "//etc/passwd",
        "css/tokens.css%00", "css/tokens.css.br", "css/tokens.css.gz", "CSS/tokens.css",
    ],
)  # fmt: skip
def test_what_is_not_a_file_of_ours_is_not_found(visitor: Browser, hash_: str, name: str) -> None:
    response = get(visitor, f"/static/{hash_}/{name}")

    if response.status_code == 308:
        response = get(visitor, response.location.removeprefix("http://localhost"))
    assert response.status_code == 404
    assert b"psycopg" not in response.data and b"root:" not in response.data


@pytest.mark.parametrize("path", [assets.url(NAME), f"/static/{OLD}/{NAME}"])
def test_a_file_carries_the_headers_of_every_answer(visitor: Browser, path: str) -> None:
    headers = get(visitor, path).headers

    for name, value in HEADERS.items():
        assert headers.get_all(name) == [value]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in headers and "Set-Cookie" not in headers


def test_a_file_for_ever_may_load_nothing(visitor: Browser) -> None:
    assert get(visitor, assets.url(NAME)).headers["Content-Security-Policy"] == NOTHING


def test_a_template_can_not_name_a_file_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError, match=r"static/css/nothing\.css does not exist"):
        assets.url("css/nothing.css")


def test_the_hash_follows_every_content_and_every_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    seen = []
    for name, content in [("a.css", "1"), ("a.css", "2"), ("a.css.br", "ignored"), ("a.css.map", "ignored")]:
        (tmp_path / name).write_text(content)
        seen.append(assets.version.__wrapped__())
    (tmp_path / "a.css").rename(tmp_path / "b.css")
    seen.append(assets.version.__wrapped__())

    assert seen[1] == seen[2] == seen[3]
    assert len(set(seen)) == 3
    assert {len(each) for each in seen} == {assets.HASH_LENGTH}


def test_a_folder_may_look_like_a_hash(visitor: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / OLD).mkdir()
    (tmp_path / OLD / "a.css").write_text("b{}")
    monkeypatch.setattr(assets, "FOLDER", tmp_path)

    assert get(visitor, f"/static/{OLD}/a.css").text == "b{}"
