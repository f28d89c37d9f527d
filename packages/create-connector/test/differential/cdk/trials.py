"""Trials of what the CDK makes of a reply, which leave no trace in the CDK."""
import threading
from contextlib import contextmanager
from typing import Any, Iterator

from airbyte_cdk.sources.declarative.interpolation.interpolated_string import InterpolatedString


class _State(threading.local):
    is_trial = False


_state = _State()


@contextmanager
def trial() -> Iterator[None]:
    before, _state.is_trial = _state.is_trial, True
    try:
        yield
    finally:
        _state.is_trial = before


def patch() -> None:
    """A template whose first value equals its text is a plain text for the CDK from then on; that of a trial, which may fail, does not count."""
    evaluate = InterpolatedString.eval

    def wrapped(self: Any, config: Any, **rest: Any) -> Any:
        before = self._is_plain_string
        value = evaluate(self, config, **rest)
        if _state.is_trial:
            self._is_plain_string = before
        return value

    InterpolatedString.eval = wrapped
