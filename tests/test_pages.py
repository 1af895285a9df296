"""The checker of pages rejects each thing it is there to reject."""

import pytest
from flask import Flask

from tests import pages

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Sets · Topset</title><meta name="viewport" content="width=device-width"></head>
<body><main id="main"><h1>Sets</h1>{}</main></body>
</html>
"""


@pytest.fixture(scope="module")
def house() -> Flask:
    """A site with a few addresses, and nothing behind them."""
    app = Flask(__name__, static_folder=None)
    for rule, method in [
        ("/sets", "GET"),
        ("/sets", "POST"),
        ("/sets/<uuid:id>", "PUT"),
        ("/sets/<uuid:id>", "DELETE"),
    ]:
        app.add_url_rule(rule, f"{method} {rule}", lambda: "", methods=[method])
    app.add_url_rule("/static/<path:name>", "static", lambda: "")
    return app


SET = "/sets/01234567-89ab-7def-8123-456789abcdef"

GOOD = [
    "",
    "<p>Words.</p>",
    '<a href="/sets">All</a> <a href="#main">Up</a> <a href="https://example.org/">Out</a> <a href="?page=2">More</a>',
    '<form method="post" action="/sets"><label>Reps <input name="reps"></label><button>Log</button></form>',
    '<form method="post" action="/sets" id="f"></form><button form="f">Log</button>',
    f'<form method="post" action="{SET}?_method=PUT" hx-put="{SET}"><button>Save</button></form>',
    f"""<form method="post" action="{SET}?_method=PUT"><button>Save</button>
    <button formaction="{SET}?revision=2&amp;_method=DELETE" hx-delete="{SET}?revision=2">Delete</button></form>""",
    """<form action="/sets" hx-get="/sets" hx-target="#main" hx-swap="innerHTML show:top">
    <input name="q" aria-label="Search"><noscript><button>Search</button></noscript></form>""",
    '<a href="/sets?page=2" hx-get="/sets?page=2" hx-trigger="revealed" hx-target="closest p">More</a>',
    '<label for="reps">Reps</label><input id="reps" name="reps">',
    '<h2 id="weight">Weight</h2><input name="weight" aria-labelledby="weight">',
    '<button aria-label="More"><svg viewBox="0 0 1 1" aria-hidden="true"><path d="M0 0"/></svg></button>',
    '<script src="/static/app.js"></script><script type="application/json">{"a": 1}</script>',
    '<div hx-target:inherited="#main" hx-status:5xx="swap:none">Words</div>',
]


@pytest.mark.parametrize("body", GOOD)
def test_a_good_page_is_accepted(house: Flask, body: str) -> None:
    pages.check(PAGE.format(body), house, path="/sets")


BAD = [
    ("<p><div>Words</div></p>", "Unexpected end tag"),
    ("<b>Words", "Expected other end tag"),
    ("<p>&nbsp</p>", "Named entity"),
    ("<h1>Again</h1>", "2 <h1>"),
    ('<p id="main">Words</p>', "'main' stands 2 times"),
    ('<p id="">Words</p>', "is no name"),
    ('<label for="nothing">Reps</label>', "names nothing"),
    ('<p aria-describedby="nothing">Words</p>', "names nothing"),
    ('<input name="reps">', "no label"),
    ('<label><input name="reps"></label>', "no label"),
    ('<label for="reps"></label><input id="reps" name="reps">', "no label"),
    ("<select><option>1</option></select>", "no label"),
    ("<textarea></textarea>", "no label"),
    ("<button></button>", "no words"),
    ('<a href="/sets"><b aria-hidden="true">x</b></a>', "no words"),
    ('<img src="/static/a.png">', "no alt"),
    ('<p style="color: red">Words</p>', "inline style"),
    ("<style>p { color: red }</style>", "inline <style>"),
    ('<p onclick="go()">Words</p>', "inline onclick"),
    ("<script>go()</script>", "inline <script>"),
    ('<a href="javascript:go()">Words</a>', "a script as a URL"),
    ('<a href="/sets"><button>Words</button></a>', "inside <a"),
    ('<label>Reps<button type="button">Words</button></label>', "inside <label"),
    ("<div><li>Words</li></div>", "<li> inside"),
    ('<p tabindex="1">Words</p>', "a tabindex above 0"),
    ('<a href="/gone">Words</a>', "nowhere in the URL map"),
    ('<a href="/sets/7">Words</a>', "nowhere in the URL map"),
    ('<script src="/app.js"></script>', "nowhere in the URL map"),
    (f'<a href="{SET}">Words</a>', "does not answer to GET"),
    ('<a href="http://example.org/">Words</a>', "leaves the site"),
    ('<form method="post" action="https://example.org/"><button>Send</button></form>', "leaves the site"),
    (f'<form method="post" action="{SET}"><button>Send</button></form>', "does not answer to POST"),
    ('<form method="post" action="/sets?_method=DELETE"><button>Send</button></form>', "does not answer to DELETE"),
    (f'<form action="{SET}?_method=PUT"><button>Send</button></form>', "does not answer to GET"),
    ('<form method="post" action="/sets"><button formaction="/gone">Send</button></form>', "nowhere in the URL map"),
    ('<form method="post" action="/sets"><label>Reps <input></label></form>', "no button sends"),
    ('<form method="post" action="/sets"><button type="button">Send</button></form>', "no button sends"),
    ('<a href="/sets" hx-get="/sets" hx-target="#gone">Words</a>', '"#gone" is not on the page'),
    ('<p hx-target:inherited="#gone">Words</p>', '"#gone" is not on the page'),
    ('<div hx-get="/sets">Words</div>', "works with htmx only"),
    ('<button hx-post="/sets">Send</button>', "works with htmx only"),
    ('<form method="post" hx-post="/sets"><button>Send</button></form>', "works with htmx only"),
    (
        f'<form method="post" action="/sets" hx-put="{SET}"><button>Send</button></form>',
        "without htmx it asks POST /sets",
    ),
    (f'<form method="post" action="{SET}?_method=PUT" hx-delete="{SET}"><button>Send</button></form>', "asks PUT"),
    (f'<form method="post" action="/sets"><button hx-delete="{SET}">Send</button></form>', "without htmx it asks POST"),
    ('<a href="/sets" hx-get="/sets?page=2">Words</a>', "without htmx it asks GET /sets"),
    ('<p hx-on:click="go()">Words</p>', "is not htmx 4"),
    ('<p hx-ext="sse">Words</p>', "is not htmx 4"),
    ('<p hx-boost="true">Words</p>', "is not htmx 4"),
    ('<p hx-disinherit="*">Words</p>', "is not htmx 4"),
    ('<p hx-disabled-elt="this">Words</p>', "is not htmx 4"),
    ('<p hx-vars="a:1">Words</p>', "is not htmx 4"),
    ('<p hx-target:inherit="#main">Words</p>', "is not htmx 4"),
    ('<p data-hx-ext="sse">Words</p>', "is not htmx 4"),
    ('<p hx-vals="js:{a: 1}">Words</p>', "runs a script"),
    ('<p hx-trigger="keyup[key==1]">Words</p>', "needs eval"),
    ('<p hx-swap="morph:outerHTML">Words</p>', "htmx has no swap"),
]


@pytest.mark.parametrize(("body", "complaint"), BAD)
def test_a_bad_page_is_refused(house: Flask, body: str, complaint: str) -> None:
    with pytest.raises(pages.PageError) as refused:
        pages.check(PAGE.format(body), house, path="/sets")
    assert complaint in str(refused.value)


FRAMES = [
    (("<!doctype html>", ""), "Expected DOCTYPE"),
    ((' lang="en"', ""), "no lang"),
    (("<title>Sets · Topset</title>", ""), "no title"),
    (("<title>Sets · Topset</title>", "<title>Topset</title>"), "does not begin with the <h1>"),
    (("<h1>Sets</h1>", "<p>Sets</p>"), "0 <h1>"),
    (("<h1>Sets</h1>", "<h1></h1>"), "the <h1> is empty"),
    (('<main id="main">', "<main><main>"), "2 <main>"),
    (('<meta name="viewport" content="width=device-width">', ""), "no viewport"),
]


@pytest.mark.parametrize(("change", "complaint"), FRAMES)
def test_a_page_without_its_frame_is_refused(house: Flask, change: tuple[str, str], complaint: str) -> None:
    with pytest.raises(pages.PageError) as refused:
        pages.check(PAGE.replace(*change).replace("{}", ""), house)
    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    "fragment",
    [
        "",
        "<li>Words</li>",
        "<tr><td>1</td></tr>",
        "<option>1</option>",
        "  <!-- a set --> <li>Words</li>",
        "<p>One</p><p>Two</p>",
    ],
)
def test_a_fragment_is_parsed_where_it_will_stand(house: Flask, fragment: str) -> None:
    pages.check(fragment, house, is_fragment=True)


@pytest.mark.parametrize(
    ("fragment", "complaint"),
    [
        ("<td>1</td><p>Words</p>", "Unexpected"),
        (PAGE.format(""), "DOCTYPE"),
        ('<li><input name="reps"></li>', "no label"),
        ('<li id="a"></li><li id="a"></li>', "stands 2 times"),
        ('<li><a href="/gone">Words</a></li>', "nowhere in the URL map"),
    ],
)
def test_a_bad_fragment_is_refused(house: Flask, fragment: str, complaint: str) -> None:
    with pytest.raises(pages.PageError) as refused:
        pages.check(fragment, house, is_fragment=True)
    assert complaint in str(refused.value)


def test_a_fragment_may_point_at_the_page_it_goes_to(house: Flask) -> None:
    pages.check('<a href="/sets" hx-get="/sets" hx-target="#elsewhere">Words</a>', house, is_fragment=True)


def test_a_refusal_names_every_problem_and_where_the_page_came_from(house: Flask) -> None:
    with pytest.raises(pages.PageError) as refused:
        pages.check(PAGE.format('<input><p style="">Words</p>'), house, path="/sets/new")
    assert str(refused.value).startswith("A page from /sets/new:\n- no label")
    assert "- inline style" in str(refused.value)
