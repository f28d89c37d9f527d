"""The filter by time: the records whose time is between the bounds of a request."""
from datetime import datetime
from typing import Any, Mapping, Optional

from airbyte_cdk.sources.declarative.datetime.datetime_parser import DatetimeParser

from asked import Asked

FORMS = ["%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%s"]


class Bounds:
    """What a stream's requests say about time: in the options of its cursor, or in parts that templates write."""

    def __init__(self, sync: Mapping[str, Any]) -> None:
        self.sync = sync
        self.learned: dict[str, str] = {}

    def learn(self, asked: Asked, stream_slice: Any) -> None:
        """Sees which parts of a request of the CDK say the time that it asks for, if a template and not an option writes them."""
        times = {name: self._instant(value) for name, value in getattr(stream_slice, "cursor_slice", {}).items()}
        for part, value in asked.parts().items():
            instant = self._instant(value)
            for name, time in times.items():
                if instant is not None and instant == time:
                    self.learned.setdefault(part, "low" if "start" in name else "high")

    def of(self, asked: Asked, config: Any) -> tuple[Optional[datetime], Optional[datetime]]:
        return self._bound(asked, "start_time_option", "low", config), self._bound(asked, "end_time_option", "high", config)

    def _bound(self, asked: Asked, option: str, side: str, config: Any) -> Optional[datetime]:
        text = asked.option(self.sync.get(option), config)
        learned = (value for part, value in asked.parts().items() if self.learned.get(part) == side)
        return self._instant(next(learned, None) if text is None else text)

    def _instant(self, text: Any) -> Optional[datetime]:
        for form in [self.sync.get("datetime_format", ""), *FORMS]:
            try:
                return None if text is None else DatetimeParser().parse(text, form).replace(microsecond=0)
            except (ValueError, TypeError, OverflowError):
                continue
        return None
