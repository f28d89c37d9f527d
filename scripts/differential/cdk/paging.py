"""Replies that lead a paginator of the CDK to the next page, or to the end: found by trial with the paginator itself."""
import copy
import itertools
import re
from typing import Any, Iterable, Mapping, Optional

import jinja2
from jinja2 import nodes

LAST = ["NULL", "ABSENT", "FALSE", "EMPTY", "ZERO", "TRUE", "PAGES", "TOTAL", "NO_LIST", "ALL"]
MORE = ["TOKEN", "URL", "TRUE", "NEXT", "PAGE", "PAGES", "FALSE", "NULL", "ABSENT", "TOTAL", "SIZE", "OFFSET", "NO_LIST", "PATH"]
MOST_TRIALS = 3000


def expressions_of(strategy: Any) -> list[str]:
    found = []
    for part in (getattr(strategy, "_cursor_value", None), getattr(strategy, "_stop_condition", None)):
        text = getattr(part, "string", None) or getattr(part, "condition", None)
        found.append(text if isinstance(text, str) else "")
    return found


def paths_in(text: str) -> list[tuple[str, ...]]:
    """The paths below `response` and `headers` that an expression reads, the longest of each."""
    text = text if "{" in text else "{{ " + text + " }}" if text else ""
    try:
        tree = jinja2.Environment(extensions=["jinja2.ext.do"]).parse(text)
    except jinja2.TemplateSyntaxError:
        return []
    found = {path for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Call)) if (path := _path(node))}
    found = {path for path in found if path[0] in ("response", "headers") and len(path) > 1}
    longest = [path for path in found if not any(other != path and other[: len(path)] == path for other in found)]
    return sorted(longest, key=lambda path: (len(path), path))


def last_record_fields(strategy: Any) -> list[str]:
    """The fields of the last record that a paginator reads."""
    found = [name for text in expressions_of(strategy) for pair in LAST_RECORD.findall(text) for name in pair if name]
    return list(dict.fromkeys(found))


LAST_RECORD = re.compile(r"last_record(?:\.get\(['\"](\w+)|\[['\"](\w+)|\.(?!get\()(\w+))")

METHODS = {"get", "split", "replace", "items", "keys", "values", "startswith", "endswith", "strip", "lower", "append"}


def _path(node: nodes.Node) -> Optional[tuple[str, ...]]:
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr) and node.attr not in METHODS:
        return _below(node.node, node.attr)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return _below(node.node, node.arg.value)
    is_get = isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr) and node.node.attr == "get"
    if is_get and node.args and isinstance(node.args[0], nodes.Const) and isinstance(node.args[0].value, str):
        return _below(node.node.node, node.args[0].value)
    return None


def _below(node: nodes.Node, name: str) -> Optional[tuple[str, ...]]:
    path = _path(node)
    return None if path is None else (*path, name)


class Facts:
    """What a reply may tell of its page."""

    def __init__(self, token: str, url: str, page: int, pages: int, size: int, total: int) -> None:
        from urllib.parse import urlsplit

        parts = urlsplit(url)
        self.values: dict[str, Any] = {
            "TOKEN": token, "URL": url, "PATH": f"{parts.path}?{parts.query}", "PAGE": page, "NEXT": page + 1, "PAGES": pages, "SIZE": size, "TOTAL": total,
            "OFFSET": (page - 1) * size, "NULL": None, "TRUE": True, "FALSE": False, "EMPTY": "", "ZERO": 0, "NO_LIST": [], "ALL": total,
        }

    def later(self) -> "Facts":
        """Those of the page after this one."""
        known = self.values
        token, url = (f"{known[name]}-later" for name in ("TOKEN", "URL"))
        return Facts(token, url, known["PAGE"] + 1, known["PAGES"], known["SIZE"], known["TOTAL"])


def assignments(strategy: Any, has_more: bool, token_first: str) -> Iterable[dict[tuple[str, ...], str]]:
    """What may be set at the paths that a paginator reads, the likely first."""
    cursor, stop = (paths_in(text) for text in expressions_of(strategy))
    paths = list(dict.fromkeys([*cursor, *stop]))
    words = [token_first, *[word for word in MORE if word != token_first]] if has_more else LAST
    choices = [words for _ in paths]
    yield from (dict(zip(paths, chosen)) for chosen in itertools.islice(itertools.product(*choices), MOST_TRIALS))


def applied(body: Any, assignment: Mapping[tuple[str, ...], str], facts: Facts, set_at: Any) -> Optional[tuple[Any, dict[str, str]]]:
    """A body and headers with the values of an assignment, or nothing if there is no room for them."""
    body, headers = copy.deepcopy(body), {}
    for (root, *path), word in assignment.items():
        if word == "ABSENT":
            continue
        value = facts.values[word]
        if root == "headers" and path[0].lower() == "link":
            if word == "URL":
                headers["Link"] = f'<{value}>; rel="{path[1] if len(path) > 1 else "next"}"'
        elif root == "headers":
            if value is not None:
                headers[path[0]] = str(value).lower() if isinstance(value, bool) else str(value)
        elif not set_at(body, path, value):
            return None
    return body, headers
