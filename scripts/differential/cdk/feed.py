"""What the mock serves for one stream: its records, its pages, and the filter by time."""
import json
import re
from typing import Any, Mapping, Optional
from urllib.parse import parse_qsl, quote, urlsplit

from asked import Asked
from bodies import encoder_of, envelopes, response_of, wrapped
from bounds import Bounds
from completion import Completion
from links import Links, Position, Trial, record_path_of, strategy_of, written
from manifest import Role
from paging import reads_below
from samples import NOW, Samples
from templates import strings_in
from trials import trial

DEFAULT_SIZE = 2
MOST_PARENTS = 4
COUNTED = ("PageIncrement", "OffsetIncrement")


class Feed:
    """One stream of the manifest."""

    def __init__(self, config: Mapping[str, Any], role: Role) -> None:
        self.name = config["name"]
        self.retriever: Any = None  # that of the CDK, from its first request in a run; a run without one keeps that of the run before
        self.is_of_run = False
        self.requester = (config.get("retriever") or {})
        self.sync = config.get("incremental_sync") or {}
        self.samples = Samples(config, role, NOW)
        self.is_parent = role.is_parent
        self.encode = encoder_of(self.requester.get("decoder") or {})
        self.links = Links(self.name, self.encode, fixed={path[0] for path in key_paths} | set(self.samples.cursor or ()))
        self.made: dict[str, list[Any]] = {}  # the records of each partition
        self.pages: dict[str, int] = {}  # of the requests of the CDK, if no option says their page
        self.page_part = ""
        self.has_pages = _has_pages(self.requester)
        self.ends_empty = False  # whether only a page without records ends the pagination
        self.problems: set[str] = set()

    def learn(self, asked: Asked, stream_slice: Any, token: Any) -> None:
        if self.samples.cursor is not None:
            self.bounds.learn(asked, stream_slice)
        if self.kind in COUNTED and self._token_option() is None:
            self._learn_page(asked, (token or {}).get("next_page_token"))

    @property
    def strategy(self) -> Any:
        return strategy_of(self.retriever)

    def _next_url(self, asked: Asked, token: str) -> str:
        """The address of the next page, with its token in the parameter that a request has for it."""
        option = (self.requester.get("paginator") or {}).get("page_token_option") or {}
        name = option.get("field_name") if option.get("inject_into") == "request_parameter" else "page_token"
        base = re.sub(rf"[?&](?:{re.escape(name)}|{re.escape(quote(name))})=.*", "", asked.url)
        return f"{base}{'&' if '?' in base else '?'}{name}={token}"

    @property
    def is_path(self) -> bool:
        return type(self.retriever._paginator.page_token_option).__name__ == "RequestPath"

    @property
    def kind(self) -> str:
        return type(self.strategy).__name__ if self.strategy is not None else "none"

    def is_single(self) -> bool:
        """Whether a reply has one record, because the paginator reads fields of what is at the path of the records."""
        is_path = type(self.retriever.record_selector.extractor).__name__ == "DpathExtractor"
        return is_path and self.kind == "CursorPaginationStrategy" and reads_below(self.strategy, record_path_of(self.retriever))

    def size(self) -> int:
        if self.is_single():
            return 1
        size = self.strategy.get_page_size() if self.strategy is not None else None
        return size if isinstance(size, int) and size > 0 else DEFAULT_SIZE

    def page_of(self, asked: Asked) -> int:
        """The number of the page, from 0."""
        if self.strategy is None:
            return 0
        option = self._token_option()
        text = asked.option(option, self.retriever.config)
        if self.kind in COUNTED:
            return self._learned_page(asked) if option is None else self._numbered(text)
        if text is None and isinstance(option, dict) and "field_name" in option:
            return 0  # another parameter may happen to have the value of a token
        tokens = self.links.tokens
        for value in [text, asked.url, *asked.values()]:
            if value in tokens:
                return tokens[value]
        return next((page for token, page in tokens.items() if len(token) > 8 and token in asked.url), 0)

    def _learn_page(self, asked: Asked, token: Any) -> None:
        """Sees the page of a request of the CDK, and which of its parts says it, if no option but a template does."""
        self.pages[asked.key()] = self._numbered(token)
        self.page_part = next((name for name, value in asked.parts().items() if token is not None and value == str(token)), self.page_part)

    def _learned_page(self, asked: Asked) -> int:
        return self.pages.get(asked.key(), self._numbered(asked.parts().get(self.page_part)))

    def _token_option(self) -> Any:
        return (self.requester.get("paginator") or {}).get("page_token_option")

    def _numbered(self, token: Any) -> int:
        if self.kind == "PageIncrement":
            return _number(token, self.strategy.start_from_page) - self.strategy.start_from_page
        return -(-_number(token, 0) // self.size())

    def answer(self, asked: Asked, partition: str, stream_slice: Any) -> tuple[bytes, dict[str, str]]:
        page, size = self.page_of(asked), self.size()
        total = self._total(size)
        records = self._within(asked, self._records(partition, total, stream_slice), total)
        shown = records if self.strategy is None or not self.has_pages else records[page * size : (page + 1) * size]
        pages = max(1, -(-len(records) // size)) if self.strategy is not None and self.has_pages else 1
        if self.kind != "CursorPaginationStrategy":
            return written(self.encode, self._body(shown), {})
        linked = self._linked(shown, asked, Position(page, pages + self.ends_empty, size, len(records)), stream_slice)
        return linked or self._led(shown, asked, Position(page, pages, size, len(records)), stream_slice)

    def _total(self, size: int) -> int:
        """Fewer of a parent, because each multiplies the requests; and one page of it, if its pages are large. One short page has no next one."""
        if self.kind in COUNTED and not self.has_pages:
            return max(1, size - 1)
        if self.is_parent:
            return size + 1 if size <= MOST_PARENTS else DEFAULT_SIZE
        return 2 * size + 1

    def _led(self, shown: list[Any], asked: Asked, position: Position, stream_slice: Any) -> tuple[bytes, dict[str, str]]:
        """A paginator that does not end may end with an empty page; one that does not go on may end here."""
        page, pages = position.page, position.pages
        self.problems.add("no reply leads its paginator to " + ("the next page" if position.has_more else "the end"))
        other = position._replace(pages=page + 1 if position.has_more else pages + 1)
        linked = self._linked(shown, asked, other, stream_slice)
        if linked is not None and not position.has_more:
            self.ends_empty = True
            self.problems.discard("no reply leads its paginator to the end")
        return linked or written(self.encode, self._body(shown), {})

    def _records(self, partition: str, total: int, stream_slice: Any) -> list[Any]:
        if partition not in self.made:
            selector = self.retriever.record_selector
            self.made[partition] = [self.completion.complete(one, selector, stream_slice) for one in self.samples.records(partition, total)]
        return copy.deepcopy(self.made[partition])

    def _linked(self, shown: list[Any], asked: Asked, position: Position, stream_slice: Any) -> Any:
        reply = (self._body(shown), shown[-1] if shown else None)
        return self.links.linked(reply, asked.url, position, Trial(self.retriever, stream_slice, self.encode))

    def _body(self, shown: list[Any]) -> Any:
        """A body in which the extractor of the CDK finds the records."""
        path = record_path_of(self.retriever)
        if self.is_single():
            return wrapped(path, shown[0] if shown else {})
        for body in envelopes(path, shown):
            response = response_of(self.encode(body)[0], {})
            try:
                with trial():
                    found = list(self.retriever.record_selector.extractor.extract_records(response))
                if len(found) == len(shown) and all(isinstance(one, dict) for one in found):
                    return body
            except Exception:  # the next candidate may do
                continue
        else:
            self.problems.add("no body has its records")
            body = envelopes(path, shown)[0]
        return self._linked(body, asked, stream_slice, (page, pages, size, len(records)))

    def _with_token(self, shown: list[Any], page: int, pages: int, asked: Asked) -> list[Any]:
        """The last record has the token of the next page, or its address, if the paginator looks for it there and not for a key."""
        known = {path[0] for path in self.samples.keys} | set(self.samples.cursor or ())
        fields = [name for name in last_record_fields(self.strategy) if name not in known] if self.strategy is not None and shown else []
        if len(fields) != 1:
            return shown
        token = f"next-{self.name}-{page + 1}-of-{pages}".replace(" ", "-")
        token = self._next_url(asked, token) if self.is_path else token
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
        facts = Facts(token, self._next_url(asked, token), page + 1, pages, size, total)
        is_path = self.is_path
        stuck: Any = None
        known = [self.chosen[has_more]] if has_more in self.chosen else []
        for assignment in [*known, *assignments(self.strategy, has_more, "URL" if is_path else "TOKEN")]:
            made = applied(body, assignment, facts, merged)
            if made is None:
                continue
            found = self._next(*made, stream_slice)
            if bool(found) != has_more or (is_path and found and token not in str(found)) or "{{" in str(found):
                continue  # a template that fails is its own result
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
        low, high = self.bounds.of(asked, self.retriever.config)
        times = [self.samples.time_of(index, total) for index in range(total)]
        return [
            record
            for record, time in zip(records, times)
            if (low is None or low <= time) and (high is None or time <= high)
        ]


def _has_pages(retriever: Mapping[str, Any]) -> bool:
    """Whether any part of a request says the page; else each page would be the first again, without an end."""
    option = (retriever.get("paginator") or {}).get("page_token_option")
    return option is not None or any("next_page_token" in text for text in strings_in(retriever.get("requester")))


def _number(text: Any, default: int) -> int:
    try:
        return int(float(text)) if text is not None else default
    except (ValueError, TypeError):
        return default
