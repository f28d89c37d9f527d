"""Completes records whose schema does not say all that the templates of their stream need."""
import copy
import re
from datetime import datetime, timezone
from typing import Any, Mapping

from templates import Path, lists_in, paths_in, strings_in, texts_in
from trials import trial

TIMES = ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%d %H:%M:%S"]
TIME = datetime(2026, 3, 1, 10, 11, 12, tzinfo=timezone.utc)


class Completion:
    """The fields that the templates of a stream read of a record."""

    def __init__(self, stream: Mapping[str, Any]) -> None:
        retriever = stream.get("retriever") or {}
        parts = [stream.get("transformations"), retriever.get("record_selector"), stream.get("incremental_sync")]
        texts = [text for text in strings_in(parts) if "record" in text]
        self.paths = list(dict.fromkeys(path[1:] for text in texts for path in paths_in(text, ("record",))))
        self.texts = list(dict.fromkeys(path[1:] for text in texts for path in texts_in(text, "record")))
        self.lists = [(path[1:], name) for text in texts for path, name in lists_in(text, "record")]
        forms = [form for text in texts for form in FORM.findall(text)]
        # A text that is a number too, or a time, or what has fields or is a list.
        words = ["1", *(TIME.strftime(form) for form in [*forms, *TIMES]), int(TIME.timestamp()), {}, []]
        # The fields that are not there are tried first; then those too that are there.
        self.choices = [(word, is_forced) for is_forced in (False, True) for word in words]

    def complete(self, record: Any, selector: Any, stream_slice: Any) -> Any:
        """The record as it is, if the CDK takes it; else the first of its completions that the CDK takes."""
        if _is_taken(record, selector, stream_slice):
            return record
        for choice in self.choices:
            completed = self._completed(record, *choice)
            if _is_taken(completed, selector, stream_slice):
                self.choices = [choice]  # of all other records too, and quickly
                return completed
        return record

    def _completed(self, record: Any, word: Any, is_forced: bool) -> Any:
        completed = copy.deepcopy(record)
        for path in self.texts:
            _set(completed, path, "1", is_forced=False)
        for path, name in self.lists:
            _set(completed, path, [{name: "1"}], is_forced=False)
        for path in self.paths:
            _set(completed, path, copy.copy(word), is_forced)
        return completed


FORM = re.compile(r"""['"]([^'"%]*%[a-zA-Z][^'"]*)['"]""")
"""A format of times in a template."""


def _is_taken(record: Any, selector: Any, stream_slice: Any) -> bool:
    try:
        with trial():
            found = list(selector.filter_and_transform([copy.deepcopy(record)], {}, {}, stream_slice))
    except Exception:
        return False
    return "{{" not in str([one.data for one in found])  # the CDK returns some templates that fail as they are written


def _set(record: Any, path: Path, value: Any, is_forced: bool) -> None:
    """Sets what is not there; what is on the way becomes an object or a list if it is none."""
    at, rest = record, list(path)
    while rest:
        name = rest.pop(0)
        if isinstance(name, int):
            at.extend([None] * (name + 1 - len(at) if name >= 0 else max(0, -name - len(at))))
        present = at[name] if isinstance(name, int) else at.get(name)
        if not rest:
            at[name] = value if is_forced or present is None else present
            return
        wanted: type = list if isinstance(rest[0], int) else dict
        at[name] = present if isinstance(present, wanted) else wanted()
        at = at[name]
