"""How a reply says where the next page is, for a paginator that takes its token from the reply."""
import re
from typing import Any, Callable, Mapping, NamedTuple, Optional
from urllib.parse import quote

from bodies import response_of
from paging import Facts, applied, assignments, read_paths
from trials import trial

Written = tuple[bytes, dict[str, str]]

MOST_FAILURES = 3
"""Each takes as many trials as there are; so a stream that no link leads on is given up."""

FAILED = object()
"""What a paginator returns for a reply for which its templates fail."""


class Position(NamedTuple):
    page: int
    pages: int
    size: int
    total: int

    @property
    def has_more(self) -> bool:
        return self.page + 1 < self.pages


class Links:
    """The tokens of one stream, and what its replies say about the next page: found by trial with the paginator of the CDK."""

    def __init__(self, name: str, encode: Callable[[Any], tuple[bytes, str]], option: Any, fixed: set[str]) -> None:
        self.name = name
        self.encode = encode
        is_param = isinstance(option, dict) and option.get("inject_into") == "request_parameter"
        self.param = (option.get("field_name") if is_param else None) or "page_token"
        self.fixed = fixed  # the fields of a record whose values the samples decide
        self.tokens: dict[str, int] = {}
        self.failures: dict[bool, int] = {}
        self.chosen: dict[bool, dict[tuple[str, ...], str]] = {}

    def token_of(self, position: Position) -> str:
        return f"next-{self.name}-{position.page + 1}-of-{position.pages}".replace(" ", "-")

    def linked(self, reply: tuple[Any, Any], url: str, position: Position, trial: "Trial") -> Optional[Written]:
        """A body with the link, or nothing if no link leads the paginator on. A reply is a body, and its last record in it.

        The token must say which page is next: an address has the whole token, and the page after that has another token.
        """
        token, has_more = self.token_of(position), position.has_more
        facts = Facts(token, self._url(url, token), position.page + 1, position.pages, position.size, position.total)
        known = [self.chosen[has_more]] if has_more in self.chosen else []
        if self.failures.get(has_more, 0) >= MOST_FAILURES:
            return None
        moving: Any = None
        stuck: Any = None
        for assignment in [*known, *assignments(self._paths(trial), has_more, "URL" if trial.is_path else "TOKEN")]:
            made = applied(reply, assignment, facts)
            found = FAILED if made is None else trial.next(*made)
            if found is FAILED or bool(found) != has_more:
                continue
            taken = (assignment, made, found)
            if not has_more or assignment in known:
                return self._taken(*taken, position)
            if not trial.moves(reply, assignment, facts, found):
                stuck = stuck or taken
            elif not trial.is_path or token in str(found):
                return self._taken(*taken, position)
            else:
                moving = moving or taken
        fallback = moving or stuck
        if fallback is None:
            self.failures[has_more] = self.failures.get(has_more, 0) + 1
        return None if fallback is None else self._taken(*fallback, position)

    def _paths(self, trial: "Trial") -> list[Any]:
        """Without the records, and without their keys and times: a paginator that reads these goes on from what they are."""
        records = trial.record_path()
        paths = (path for path in read_paths(trial.strategy) if path[0] != "last_record" or path[1] not in self.fixed)
        return [path for path in paths if path[0] != "response" or list(path[1:]) != records[: len(path) - 1]]

    def _url(self, url: str, token: str) -> str:
        """The address of the next page, with its token in the parameter that a request has for it."""
        names = f"{re.escape(self.param)}|{re.escape(quote(self.param))}"
        base = re.sub(rf"[?&](?:{names})=.*", "", url)
        return f"{base}{'&' if '?' in base else '?'}{self.param}={token}"

    def _taken(self, assignment: Any, made: Any, found: Any, position: Position) -> Written:
        self.chosen[position.has_more] = assignment
        if position.has_more:
            self.tokens[self.token_of(position)] = self.tokens[str(found)] = position.page + 1
        return written(self.encode, *made)


class Trial:
    """Asks the paginator of the CDK what it makes of a reply."""

    def __init__(self, retriever: Any, stream_slice: Any, encode: Callable[[Any], tuple[bytes, str]]) -> None:
        self.retriever, self.stream_slice, self.encode = retriever, stream_slice, encode
        self.strategy = strategy_of(retriever)
        self.is_path = type(retriever._paginator.page_token_option).__name__ == "RequestPath"

    def next(self, body: Any, headers: Mapping[str, str]) -> Any:
        response = response_of(*written(self.encode, body, headers))
        try:
            with trial():
                records = list(self.retriever._parse_response(response, {}, self.stream_slice))
                found = self.strategy.next_page_token(response, len(records), records[-1] if records else None)
        except Exception:
            return FAILED
        return FAILED if "{{" in str(found) else found  # the CDK returns some templates that fail as they are written

    def moves(self, reply: tuple[Any, Any], assignment: Any, facts: Facts, found: Any) -> bool:
        """Whether the page after the next has another token."""
        later = applied(reply, assignment, facts.later())
        return later is None or str(self.next(*later)) != str(found)

    def record_path(self) -> list[str]:
        return record_path_of(self.retriever)


def record_path_of(retriever: Any) -> list[str]:
    return [str(part.eval(retriever.config)) for part in getattr(retriever.record_selector.extractor, "_field_path", [])]


def strategy_of(retriever: Any) -> Any:
    """The pagination strategy, without what the CDK wraps around that of a data feed."""
    strategy = getattr(retriever._paginator, "pagination_strategy", None)
    return getattr(strategy, "_delegate", strategy)


def written(encode: Callable[[Any], tuple[bytes, str]], body: Any, headers: Mapping[str, str]) -> Written:
    content, kind = encode(body)
    return content, {"Content-Type": kind, **headers}
