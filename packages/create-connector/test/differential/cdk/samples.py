"""Records made from the JSON schema of a stream."""
import hashlib
from datetime import datetime, timedelta, timezone
from typing import Any, Mapping, Optional, Sequence

from airbyte_cdk.sources.declarative.datetime.datetime_parser import DatetimeParser

from manifest import Role

NOW = datetime(2026, 6, 15, 12, 34, 56, 789000, tzinfo=timezone.utc)
"""The time at which the clocks of both sides are stopped."""

SPAN = timedelta(days=30)
"""Records are from the month before now."""


class Samples:
    """The records of a stream, the same for each call: those of a partition have keys of their own."""

    def __init__(self, stream: Mapping[str, Any], role: Role, now: datetime) -> None:
        self.name = stream["name"]
        schema = (stream.get("schema_loader") or {})
        schema = schema[0] if isinstance(schema, list) and schema else schema
        self.schema = schema.get("schema") if isinstance(schema.get("schema"), dict) else {"properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
        self.keys, self.needed = role.keys, role.needed
        self.cursor = cursor_of(stream)
        self.has_newest_first = (stream.get("incremental_sync") or {}).get("is_data_feed") is True
        self.now = now

    def records(self, partition: str, count: int) -> list[dict[str, Any]]:
        base = int(hashlib.sha256(f"{self.name} {partition}".encode()).hexdigest()[:6], 16) * 10_000
        return [self._record(base, index, count) for index in range(count)]

    def time_of(self, index: int, count: int) -> datetime:
        place = count - 1 - index if self.has_newest_first else index
        time = self.now - SPAN + SPAN * ((place + 0.5) / (count + 1))
        return time.replace(microsecond=0)

    def _record(self, base: int, index: int, count: int) -> dict[str, Any]:
        record = sample(self.schema, "record", index)
        record = record if isinstance(record, dict) else {}
        for path in self.keys:
            place(record, path, self._key(path, base + index))
        for path in self.needed:
            if value_at(record, path) is None:
                place(record, path, self._key(path, base + index))
        if self.cursor is not None:
            field, form = self.cursor
            text = DatetimeParser().format(self.time_of(index, count), form)
            kind = self.schema.get("properties", {}).get(field, {}).get("type", "string")
            is_number = form in ("%s", "%ms", "%_ms") and "string" not in ([kind] if isinstance(kind, str) else kind)
            record[field] = int(text) if is_number else text
        return record

    def _key(self, path: Sequence[str], number: int) -> Any:
        schema: Any = self.schema
        for name in path:
            schema = schema.get("properties", {}).get(name, {}) if isinstance(schema, dict) else {}
        schema = schema if isinstance(schema, dict) else {}
        kind = schema.get("type", "string")
        kind = [kind] if isinstance(kind, str) else kind
        if {"integer", "number"} & set(kind):
            return number
        day = datetime(2000, 1, 1) + timedelta(days=number % 9000)
        return day.strftime(DAYS[schema["format"]]) if schema.get("format") in DAYS else f"{path[-1]}-{number}"


DAYS = {"date": "%Y-%m-%d", "date-time": "%Y-%m-%dT%H:%M:%SZ"}


def cursor_of(stream: Mapping[str, Any]) -> Optional[tuple[str, str]]:
    """The field of the cursor, and how its times are written."""
    sync = stream.get("incremental_sync") or {}
    if sync.get("type") != "DatetimeBasedCursor" or "{{" in sync.get("cursor_field", "{{"):
        return None
    forms = sync.get("cursor_datetime_formats") or [sync.get("datetime_format")]
    return (sync["cursor_field"], forms[0])


def place(record: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for name in path[:-1]:
        inner = record.get(name)
        record[name] = inner if isinstance(inner, dict) else {}
        record = record[name]
    record[path[-1]] = value


def value_at(record: Any, path: Sequence[str]) -> Any:
    for name in path:
        record = record.get(name) if isinstance(record, dict) else None
    return record


TEXTS = {"date-time": "2026-03-0{n}T10:11:12Z", "date": "2026-03-0{n}", "time": "10:1{n}:00", "uuid": "00000000-0000-4000-8000-00000000000{n}", "email": "who{n}@example.com", "uri": "https://example.com/{n}"}


def sample(schema: Any, name: str, index: int, depth: int = 0) -> Any:
    """A value for a schema."""
    if not isinstance(schema, dict) or depth > 6:
        return f"{name} {index}"
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][index % len(schema["enum"])]
    forms = schema.get("oneOf") or schema.get("anyOf")
    if forms:
        return sample(next((form for form in forms if form.get("type") != "null"), {}), name, index, depth)
    kinds = schema.get("type", "object" if "properties" in schema else "string")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    kind = next((each for each in kinds if each != "null"), "null")
    if "null" in kinds and index == 1 and depth > 0 and kind not in ("object", "array"):
        return None
    return _of_kind(kind, schema, name, index, depth)


def _of_kind(kind: str, schema: Mapping[str, Any], name: str, index: int, depth: int) -> Any:
    if kind == "object":
        fields = schema.get("properties") or {"note": {"type": "string"}}
        return {key: sample(field, key, index, depth + 1) for key, field in fields.items()}
    if kind == "array":
        return [sample(schema.get("items", {"type": "string"}), name, index + more, depth + 1) for more in range(2)]
    if kind in ("integer", "number"):
        return index * 7 + 3 if kind == "integer" else index * 7 + 3.25
    if kind == "boolean":
        return index % 2 == 0
    if kind == "null":
        return None
    form = schema.get("format")
    form = "date-time" if schema.get("airbyte_type", "").startswith("timestamp") and form is None else form
    return TEXTS[form].format(n=index % 9 + 1) if form in TEXTS else f"{name} {index}"
