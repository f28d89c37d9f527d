"""What the mock serves for one stream: its records, its pages, and the filter by time."""
import copy
from typing import Any, Mapping

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
        self.samples = Samples(config, role, NOW)
        self.completion = Completion(config)
        self.bounds = Bounds(config.get("incremental_sync") or {})
        self.is_parent = role.is_parent
        self.encode = encoder_of(self.requester.get("decoder") or {})
        fixed = {path[0] for path in role.keys} | set(self.samples.cursor or ())
        self.links = Links(self.name, self.encode, self._token_option(), fixed)
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
        self.problems.add("no body has its records")
        return envelopes(path, shown)[0]

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
