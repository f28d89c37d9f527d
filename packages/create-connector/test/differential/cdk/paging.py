"""Replies that lead a paginator of the CDK to the next page, or to the end: found by trial with the paginator itself."""
import copy
import itertools
from typing import Any, Iterable, Mapping, Optional

from bodies import merged, with_objects
from templates import Path, paths_in

LAST = ["NULL", "ABSENT", "FALSE", "EMPTY", "ZERO", "TRUE", "PAGES", "TOTAL", "NO_LIST", "ALL", "BARE", "CUT"]
MORE = ["TOKEN", "URL", "TRUE", "NEXT", "PAGE", "PAGES", "FALSE", "NULL", "ABSENT", "TOTAL", "SIZE", "OFFSET", "NO_LIST", "PATH", "MANY"]
MISSING = {"ABSENT": 0, "BARE": 1, "CUT": 2}
"""A field that is not there; with its parent empty, or with the parent of its parent empty."""
MOST_TRIALS = 3000


def expressions_of(strategy: Any) -> list[str]:
    found = []
    for part in (getattr(strategy, "_cursor_value", None), getattr(strategy, "_stop_condition", None)):
        text = getattr(part, "string", None) or getattr(part, "condition", None)
        found.append(text if isinstance(text, str) else "")
    return found


class Facts:
    """What a reply may tell of its page."""

    def __init__(self, token: str, url: str, page: int, pages: int, size: int, total: int) -> None:
        from urllib.parse import urlsplit

        parts = urlsplit(url)
        self.values: dict[str, Any] = {
            "TOKEN": token, "URL": url, "PATH": f"{parts.path}?{parts.query}", "PAGE": page, "NEXT": page + 1, "PAGES": pages, "SIZE": size, "TOTAL": total,
            "OFFSET": (page - 1) * size, "NULL": None, "TRUE": True, "FALSE": False, "EMPTY": "", "ZERO": 0, "NO_LIST": [], "ALL": total, "MANY": 1_000_000,
        }

    def later(self) -> "Facts":
        """Those of the page after this one."""
        known = self.values
        token, url = (f"{known[name]}-later" for name in ("TOKEN", "URL"))
        return Facts(token, url, known["PAGE"] + 1, known["PAGES"], known["SIZE"], known["TOTAL"])


def read_paths(strategy: Any) -> list[Path]:
    """The paths of a reply that a paginator reads: those of its token, then those of its stop condition."""
    cursor, stop = (paths_in(text, ("response", "headers", "last_record")) for text in expressions_of(strategy))
    paths = list(dict.fromkeys([*cursor, *stop]))
    return [path for path in paths if not any(other != path and other[: len(path)] == path for other in paths)]


def reads_below(strategy: Any, names: list[str]) -> bool:
    """Whether a paginator reads fields of what is at a path of the body."""
    below = (path[len(names) + 1] for path in read_paths(strategy) if list(path[: len(names) + 1]) == ["response", *names] and len(path) > len(names) + 1)
    return any(isinstance(name, str) for name in below)


def assignments(paths: list[Path], has_more: bool, token_first: str) -> Iterable[dict[Path, str]]:
    """What may be set at the paths that a paginator reads, the likely first."""
    words = [token_first, *[word for word in MORE if word != token_first]] if has_more else LAST
    choices = [words for _ in paths]
    yield from (dict(zip(paths, chosen)) for chosen in itertools.islice(itertools.product(*choices), MOST_TRIALS))


def applied(reply: tuple[Any, Any], assignment: Mapping[Path, str], facts: Facts) -> Optional[tuple[Any, dict[str, str]]]:
    """A body and headers with the values of an assignment, or nothing if there is no room for them. A reply is a body and its last record."""
    body, last = copy.deepcopy(reply)
    headers: dict[str, str] = {}
    for (root, *path), word in assignment.items():
        at = last if root == "last_record" else body
        if root == "headers":
            headers.update(_header(path, word, facts))
        elif word in MISSING:
            _leave_out(at, path, MISSING[word], is_record=root == "last_record")
        elif not merged(at, path, facts.values[word]):
            return None
    return body, headers


def _header(path: list[Any], word: str, facts: Facts) -> dict[str, str]:
    value = facts.values.get(word)
    if str(path[0]).lower() == "link":
        return {"Link": f'<{value}>; rel="{path[1] if len(path) > 1 else "next"}"'} if word == "URL" else {}
    if value is None:
        return {}
    return {path[0]: str(value).lower() if isinstance(value, bool) else str(value)}


def _leave_out(at: Any, path: list[Any], levels: int, is_record: bool) -> None:
    """Leaves a field out. A body never had it; a record may have it, because of its schema."""
    around = with_objects(at, path[:-levels]) if levels else at
    inner = path[-levels] if levels else path[0]
    if is_record and isinstance(around, dict):
        around.pop(inner, None)
