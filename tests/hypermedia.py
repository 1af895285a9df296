"""What links, forms and htmx attributes must be: every URL leads somewhere, and nothing needs a script.

htmx's attributes are listed, not excluded: a spelling of htmx 2 that died, and one that our
Content-Security-Policy would not run, are both simply not on the list.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import MapAdapter, RequestRedirect

from tests.markup import Page, show

REQUESTS = {f"hx-{method.lower()}": method for method in ("GET", "POST", "PUT", "PATCH", "DELETE")}
ATTRIBUTES = {
    *REQUESTS, "hx-confirm", "hx-config", "hx-disable", "hx-encoding", "hx-headers", "hx-ignore", "hx-include",
    "hx-indicator", "hx-morph-skip", "hx-morph-skip-children", "hx-preserve", "hx-push-url", "hx-replace-url",
    "hx-select", "hx-select-oob", "hx-swap", "hx-swap-oob", "hx-sync", "hx-target", "hx-trigger", "hx-validate",
    "hx-vals",
}  # fmt: skip
MODIFIERS = {"inherited", "append"}
SWAPS = {
    "innerHTML", "outerHTML", "innerMorph", "outerMorph", "beforebegin", "afterbegin", "beforeend", "afterend",
    "before", "prepend", "append", "after", "delete", "none", "textContent",
}  # fmt: skip
SELECTORS = ("hx-target", "hx-include", "hx-indicator", "hx-disable", "hx-select")
OVERRIDES = {"PUT", "PATCH", "DELETE"}
# A method and a URL without its `_method`.
Request = tuple[str, str]


def problems(page: Page, routes: MapAdapter, path: str) -> list[str]:
    """What is wrong with the links, forms and htmx attributes of a page that was served at `path`."""
    return [
        *_attributes(page),
        *_targets(page),
        *(problem for element in page.elements for problem in _urls(element, page, routes, path)),
        *(problem for element in page.elements for problem in _twin(element, page, path)),
        *_unsendable(page),
    ]


def _attributes(page: Page) -> Iterator[str]:
    for element in page.elements:
        for full_name, value in element.attrib.items():
            name = full_name.removeprefix("data-")
            if not name.startswith("hx-"):
                continue
            base, _, modifiers = name.partition(":")
            if base == "hx-status":
                continue
            if base not in ATTRIBUTES or not set(modifiers.split(":")) <= {"", *MODIFIERS}:
                yield f"{full_name} is not htmx 4, or not ours to use: {show(element)}"
            elif re.match(r"\s*(js|javascript):", value):
                yield f"{full_name} runs a script: {show(element)}"
            elif base == "hx-trigger" and "[" in value:
                yield f"a trigger's filter needs eval: {show(element)}"
            elif base == "hx-swap" and value.split()[:1] and value.split()[0] not in SWAPS:
                yield f"htmx has no swap {value.split()[0]!r}: {show(element)}"


def _targets(page: Page) -> Iterator[str]:
    """On a whole page each named target exists; a fragment's may stand on the page it goes to."""
    if page.is_fragment:
        return
    for element in page.elements:
        for full_name, value in element.attrib.items():
            if full_name.partition(":")[0] not in SELECTORS:
                continue
            for name in re.findall(r"(?:^|,)\s*#([\w-]+)", value):
                if name not in page.ids:
                    yield f'{full_name}="#{name}" is not on the page: {show(element)}'


def _urls(element: Element, page: Page, routes: MapAdapter, path: str) -> Iterator[str]:
    for method, url in _requests(element, page, path):
        address = urlsplit(url)
        if address.scheme or address.netloc:
            if method != "GET" or address.scheme not in {"https", "mailto"}:
                yield f"{method} {url} leaves the site: {show(element)}"
            continue
        try:
            routes.match(address.path, method=method)
        except NotFound:
            yield f"{method} {url} is nowhere in the URL map: {show(element)}"
        except MethodNotAllowed:
            yield f"{url} does not answer to {method}: {show(element)}"
        except RequestRedirect:
            yield f"{url} only redirects: {show(element)}"


def _requests(element: Element, page: Page, path: str) -> Iterator[Request]:
    """Every request an element can make."""
    if element.tag in {"a", "area", "link"} and not element.get("href", "#").startswith("#"):
        yield "GET", urljoin(path, element.attrib["href"])
    if element.tag in {"script", "img", "source", "use"} and not element.get("src", "data:").startswith("data:"):
        yield "GET", urljoin(path, element.attrib["src"])
    if (plain := _plain(element, page, path)) is not None:
        yield plain
    if (htmx := _htmx(element, path)) is not None:
        yield htmx


def _plain(element: Element, page: Page, path: str) -> Request | None:
    """What a form, or a button with an address of its own, submits without any script."""
    if element.tag == "form":
        if element.get("method", "get").lower() == "dialog":
            return None
        return _request(element.get("method") or "get", urljoin(path, element.get("action", path)))
    if element.tag == "button" and "formaction" in element.attrib:
        form = _form(element, page)
        method = element.get("formmethod") or (form is not None and form.get("method")) or "get"
        return _request(method, urljoin(path, element.attrib["formaction"]))
    return None


def _htmx(element: Element, path: str) -> Request | None:
    for name, value in element.attrib.items():
        if method := REQUESTS.get(name.removeprefix("data-").partition(":")[0]):
            return method, urljoin(path, value)
    return None


def _request(method: str, url: str) -> Request:
    """A plain form's intention: `POST …?_method=PUT` is a PUT."""
    address = urlsplit(url)
    fields = parse_qsl(address.query, keep_blank_values=True)
    named = [value.upper() for name, value in fields if name == "_method"]
    rest = urlencode([(name, value) for name, value in fields if name != "_method"])
    meant = named[-1] if named and method.upper() == "POST" and named[-1] in OVERRIDES else method.upper()
    return meant, address._replace(query=rest).geturl()


def _twin(element: Element, page: Page, path: str) -> Iterator[str]:
    """What htmx asks, the same element asks without it."""
    asked = _htmx(element, path)
    if asked is None:
        return
    twin = _without_htmx(element, page, path)
    if twin is None:
        yield f"works with htmx only: {show(element)}"
    elif twin != _request(*asked):
        yield f"without htmx it asks {' '.join(twin)}, not {' '.join(asked)}: {show(element)}"


def _without_htmx(element: Element, page: Page, path: str) -> Request | None:
    if element.tag == "a" and "href" in element.attrib:
        return _request("GET", urljoin(path, element.attrib["href"]))
    if element.tag == "form" and "action" not in element.attrib:
        return None
    if (plain := _plain(element, page, path)) is not None:
        return plain
    form = _form(element, page)
    if element.tag in {"button", "input", "select", "textarea"} and form is not None:
        return _plain(form, page, path)
    return None


def _form(element: Element, page: Page) -> Element | None:
    """The form an element belongs to: named by its id, or around it."""
    if name := element.get("form"):
        return next((each for each in page.all("form") if each.get("id") == name), None)
    return next((each for each in page.above(element) if each.tag == "form"), None)


def _unsendable(page: Page) -> Iterator[str]:
    """A form without a button can't be sent by everyone; one that is hidden has its buttons in rows, which may be gone."""
    buttons = [each for each in page.all("button", "input") if _sends(each)]
    sendable = [_form(each, page) for each in buttons]
    yield from (
        f"no button sends {show(form)}"
        for form in page.all("form")
        if form not in sendable and "hidden" not in form.attrib
    )


def _sends(element: Element) -> bool:
    usual = "submit" if element.tag == "button" else "text"
    return element.get("type", usual) in {"submit", "image"}
