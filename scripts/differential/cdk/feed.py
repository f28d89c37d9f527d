"""What the mock serves for one stream: its records, its pages, and the filter by time."""
import copy
import json
import re
from typing import Any, Mapping, Optional
from urllib.parse import parse_qsl, urlsplit

from airbyte_cdk.sources.declarative.datetime.datetime_parser import DatetimeParser

from bodies import encoder_of, envelopes, merged, response_of
from paging import Facts, applied, assignments, last_record_fields
from samples import NOW, Samples

DEFAULT_SIZE = 2
FORMS = ["%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%s"]


class Asked:
    """A request by its parts, from either side."""

    def __init__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> None:
        parts = urlsplit(url)
        self.method, self.url, self.headers, self.body = method, url, {name.lower(): value for name, value in headers.items()}, body
        self.route = f"{method} {parts.netloc.lower()}{re.sub('//+', '/', parts.path).rstrip('/')}"
        self.query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.fields = _fields_of(body)

    def values(self) -> list[str]:
        return [*self.query.values(), *map(str, flat(self.fields).values()), *self.headers.values()]

    def parts(self) -> dict[str, str]:
        """All that may say which partition is meant."""
        headers = {f"header {name}": value for name, value in self.headers.items() if name not in ("authorization", "content-length")}
        return {**{name: str(value) for name, value in flat(self.fields).items()}, **self.query, **headers}

    def option(self, option: Any, config: Any) -> Optional[str]:
        """The value of a `RequestOption` of the manifest."""
        if not isinstance(option, dict):
            return None
        path = option.get("field_path") or [option.get("field_name")]
        place = option.get("inject_into")
        if place == "body_json" or place == "body_data":
            at: Any = self.fields
            for name in path:
                at = at.get(name) if isinstance(at, dict) else None
            return None if at is None else str(at)
        name = str(path[0])
        return self.headers.get(name.lower()) if place == "header" else self.query.get(name)


def _fields_of(body: bytes) -> Any:
    text = (body or b"").decode("utf-8", "replace")
    try:
        return json.loads(text)
    except ValueError:
        return dict(parse_qsl(text, keep_blank_values=True))


def flat(value: Any, path: str = "") -> dict[str, Any]:
    if isinstance(value, dict):
        return {name: one for key, inner in value.items() for name, one in flat(inner, f"{path}.{key}").items()}
    if isinstance(value, list):
        return {name: one for at, inner in enumerate(value) for name, one in flat(inner, f"{path}.{at}").items()}
    return {path: value}


class Feed:
    """One stream of the manifest."""

    def __init__(self, config: Mapping[str, Any], key_paths: list[list[str]], is_parent: bool) -> None:
        self.name = config["name"]
        self.retriever: Any = None  # that of the CDK, known from its first request
        self.is_read = False  # whether the CDK has sent a request in this run
        self.requester = (config.get("retriever") or {})
        self.sync = config.get("incremental_sync") or {}
        self.samples = Samples(config, key_paths, NOW)
        self.is_parent = is_parent
        self.encode = encoder_of(self.requester.get("decoder") or {})
        self.tokens: dict[str, int] = {}
        self.chosen: dict[bool, dict[tuple[str, ...], str]] = {}
        self.problems: set[str] = set()
        self.bounds: dict[str, str] = {}  # the parts of a request that are made of a bound of its time

    def begin(self) -> None:
        """A run begins. The retriever of the last one stays, because the CDK may have nothing to ask for."""
        self.is_read = False

    def read_by(self, retriever: Any) -> None:
        if self.is_read:
            return
        self.retriever, self.is_read = copy.copy(retriever), True
        # Its requester would keep the replies of this run in the cache of the next one.
        self.retriever.__dict__ = {name: getattr(retriever, name) for name in ("config", "record_selector", "_paginator")}

    def learn(self, asked: Asked, stream_slice: Any) -> None:
        """Sees which parts of a request of the CDK say the time that it asks for, if a template and not an option writes them."""
        times = {name: self._instant(value) for name, value in getattr(stream_slice, "cursor_slice", {}).items()}
        for part, value in asked.parts().items() if self.samples.cursor else ():
            instant = self._instant(value)
            for name, time in times.items():
                if instant is not None and instant == time:
                    self.bounds.setdefault(part, "low" if "start" in name else "high")

    @property
    def strategy(self) -> Any:
        """Without what the CDK wraps around that of a data feed."""
        strategy = getattr(self.retriever._paginator, "pagination_strategy", None)
        return getattr(strategy, "_delegate", strategy)

    @property
    def kind(self) -> str:
        return type(self.strategy).__name__ if self.strategy is not None else "none"

    def size(self) -> int:
        size = self.strategy.get_page_size() if self.strategy is not None else None
        return size if isinstance(size, int) and size > 0 else DEFAULT_SIZE

    def page_of(self, asked: Asked) -> int:
        """The number of the page, from 0."""
        if self.strategy is None:
            return 0
        option = (self.requester.get("paginator") or {}).get("page_token_option")
        text = asked.option(option, self.retriever.config)
        if self.kind == "PageIncrement":
            return _number(text, self.strategy.start_from_page) - self.strategy.start_from_page
        if self.kind == "OffsetIncrement":
            return -(-_number(text, 0) // self.size())
        if text is None and isinstance(option, dict) and "field_name" in option:
            return 0  # another parameter may happen to have the value of a token
        for value in [text, asked.url, *asked.values()]:
            if value in self.tokens:
                return self.tokens[value]
        return next((page for token, page in self.tokens.items() if len(token) > 8 and token in asked.url), 0)

    def answer(self, asked: Asked, partition: str, stream_slice: Any) -> tuple[bytes, dict[str, str]]:
        page, size = self.page_of(asked), self.size()
        total = size + 1 if self.is_parent else 2 * size + 1  # fewer parents, because each multiplies the requests
        records = self._within(asked, self.samples.records(partition, total), total)
        pages = max(1, -(-len(records) // size)) if self.strategy is not None else 1
        shown = records if self.strategy is None else records[page * size : (page + 1) * size]
        shown = self._with_token(shown, page, pages)
        path = self._path(stream_slice)
        for body in envelopes(path, shown):
            response = response_of(self.encode(body)[0], {})
            try:
                if len(list(self.retriever.record_selector.extractor.extract_records(response))) == len(shown):
                    break
            except Exception:  # the next candidate may do
                continue
        else:
            self.problems.add("no body has its records")
            body = envelopes(path, shown)[0]
        return self._linked(body, asked, stream_slice, (page, pages, size, len(records)))

    def _with_token(self, shown: list[Any], page: int, pages: int) -> list[Any]:
        """The last record has the token of the next page, if the paginator looks for it there and not for a key."""
        known = {path[0] for path in self.samples.keys} | set(self.samples.cursor or ())
        fields = [name for name in last_record_fields(self.strategy) if name not in known] if self.strategy is not None and shown else []
        if len(fields) != 1:
            return shown
        token = f"next-{self.name}-{page + 1}-of-{pages}".replace(" ", "-")
        self.tokens[token] = page + 1
        last = {**shown[-1], fields[0]: token}
        if page + 1 >= pages:
            del last[fields[0]]
        return [*shown[:-1], last]

    def _path(self, stream_slice: Any) -> list[str]:
        extractor = self.retriever.record_selector.extractor
        return [str(part.eval(self.retriever.config)) for part in getattr(extractor, "_field_path", [])]

    def _linked(self, body: Any, asked: Asked, stream_slice: Any, position: tuple[int, int, int, int]) -> tuple[bytes, dict[str, str]]:
        page, pages, size, total = position
        has_more = page + 1 < pages
        if self.kind != "CursorPaginationStrategy":
            return self._written(body, {})
        token = f"next-{self.name}-{page + 1}-of-{pages}".replace(" ", "-")
        base = asked.url if "page_token=next-" not in asked.url else asked.url.split("page_token=next-")[0].rstrip("?&")
        url = f"{base}{'&' if '?' in base else '?'}page_token={token}"
        facts = Facts(token, url, page + 1, pages, size, total)
        is_path = type(self.retriever._paginator.page_token_option).__name__ == "RequestPath"
        stuck: Any = None
        known = [self.chosen[has_more]] if has_more in self.chosen else []
        for assignment in [*known, *assignments(self.strategy, has_more, "URL" if is_path else "TOKEN")]:
            made = applied(body, assignment, facts, merged)
            if made is None:
                continue
            found = self._next(*made, stream_slice)
            if bool(found) != has_more or (is_path and found and token not in str(found)):
                continue
            if has_more and assignment not in known and self._is_stuck(body, assignment, facts, stream_slice, found):
                stuck = stuck or (assignment, made, found)
                continue
            return self._taken(assignment, made, found, has_more, token, page)
        if stuck is not None:
            return self._taken(*stuck, has_more, token, page)
        self.problems.add("no reply leads its paginator to " + ("the next page" if has_more else "the end"))
        return self._written(body, {})

    def _is_stuck(self, body: Any, assignment: Any, facts: Facts, stream_slice: Any, found: Any) -> bool:
        """Whether the page after the next would have the same token, although it is a later one."""
        later = applied(body, assignment, facts.later(), merged)
        return later is not None and str(self._next(*later, stream_slice)) == str(found)

    def _taken(self, assignment: Any, made: Any, found: Any, has_more: bool, token: str, page: int) -> tuple[bytes, dict[str, str]]:
        self.chosen[has_more] = assignment
        if has_more:
            self.tokens[token] = self.tokens[str(found)] = page + 1
        return self._written(*made)

    def _next(self, body: Any, headers: dict[str, str], stream_slice: Any) -> Any:
        content, kind = self.encode(body)
        response = response_of(content, {"Content-Type": kind, **headers})
        try:
            records = list(self.retriever._parse_response(response, {}, stream_slice))
            return self.strategy.next_page_token(response, len(records), records[-1] if records else None)
        except Exception:
            return None

    def _written(self, body: Any, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
        content, kind = self.encode(body)
        return content, {"Content-Type": kind, **headers}

    def _within(self, asked: Asked, records: list[Any], total: int) -> list[Any]:
        """The records whose time is between the bounds that a request has."""
        if self.samples.cursor is None:
            return records
        low = self._bound(asked, "start_time_option", "low")
        high = self._bound(asked, "end_time_option", "high")
        times = [self.samples.time_of(index, total) for index in range(total)]
        return [
            record
            for record, time in zip(records, times)
            if (low is None or low <= time) and (high is None or time <= high)
        ]

    def _bound(self, asked: Asked, option: str, side: str) -> Any:
        text = asked.option(self.sync.get(option), self.retriever.config)
        learned = (value for part, value in asked.parts().items() if self.bounds.get(part) == side)
        return self._instant(next(learned, None) if text is None else text)

    def _instant(self, text: Any) -> Any:
        for form in [self.sync.get("datetime_format", ""), *FORMS]:
            try:
                return None if text is None else DatetimeParser().parse(text, form).replace(microsecond=0)
            except (ValueError, TypeError, OverflowError):
                continue
        return None


def _number(text: Optional[str], default: int) -> int:
    try:
        return int(float(text)) if text is not None else default
    except ValueError:
        return default
