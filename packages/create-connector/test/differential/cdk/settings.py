"""A config made from the specification of a manifest."""
import re
from typing import Any, Iterator, Mapping

from airbyte_cdk.sources.declarative.datetime.datetime_parser import DatetimeParser

try:
    from re import _parser as patterns  # Python 3.11
except ImportError:
    import sre_parse as patterns

DAYS = {"start": 35, "end": 0}


def config_of(manifest: Mapping[str, Any], variant: int, now: Any) -> Any:
    """A value for the JSON schema of a config: defaults, examples and patterns first. `variant` selects the forms of each `oneOf`."""
    spec = manifest.get("spec", {}).get("connection_specification", {})
    return _Maker(variant, now, Uses(manifest)).value(spec, "config")


def other_values(config: Any) -> Any:
    """A config of the same form whose values differ."""
    if isinstance(config, dict):
        return {name: other_values(value) for name, value in config.items()}
    if isinstance(config, list):
        return [other_values(value) for value in config]
    if isinstance(config, str):
        return re.sub(r"1(?=\D*$)", "2", config)
    return config if isinstance(config, bool) or config is None else config + 1


class Uses:
    """What a manifest does with its settings."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        self.addresses = set(addresses_in(manifest))
        self.required = {name for field in ("path", "values") for name in settings_in(manifest, field)}
        self.formats = dict(formats_in(manifest))


def formats_in(value: Any) -> Iterator[tuple[str, str]]:
    """The settings that say where a cursor begins or ends, and how their times are written."""
    if isinstance(value, dict) and value.get("type") == "DatetimeBasedCursor":
        for bound in (value.get("start_datetime"), value.get("end_datetime")):
            inner = bound if isinstance(bound, dict) else {"datetime": bound}
            form = inner.get("datetime_format") or value.get("datetime_format")
            text = str(inner.get("datetime"))
            yield from ((name, str(form)) for name in SETTING.findall(text) if not REFORMATTED.search(text))
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from formats_in(inner)


def settings_in(value: Any, field: str) -> Iterator[str]:
    """The settings that the texts of a field read."""
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if name == field and isinstance(inner, str):
            yield from SETTING.findall(inner)
        yield from settings_in(inner, field)


SETTING = re.compile(r"config(?:\[['\"]|\.get\(['\"]|\.(?!get\())(\w+)")


REFORMATTED = re.compile(r"format_datetime|strftime|str_to_datetime")
"""Functions that write a time in the format of the cursor, whatever format it has in a setting."""


def addresses_in(value: Any) -> Iterator[str]:
    """The settings with which the base of an address begins."""
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if name in ("url_base", "url", "token_refresh_endpoint") and isinstance(inner, str):
            found = ADDRESS.match(inner)
            yield from [found[1]] if found else []
        yield from addresses_in(inner)


ADDRESS = re.compile(r"\s*\{\{(?:(?!://)[^}])*?config(?:\[['\"]|\.get\(['\"]|\.)(\w+)")


class _Maker:
    def __init__(self, variant: int, now: Any, uses: Uses) -> None:
        self.variant = variant
        self.uses = uses
        self.now = now

    def value(self, schema: Mapping[str, Any], name: str) -> Any:
        if "const" in schema:
            return schema["const"]
        forms = schema.get("oneOf") or schema.get("anyOf")
        if forms:
            return self.value({**{k: v for k, v in schema.items() if k not in ("oneOf", "anyOf")}, **forms[self.variant % len(forms)]}, name)
        if schema.get("enum"):
            return schema["default"] if schema.get("default") in schema["enum"] else schema["enum"][0]
        kind = schema.get("type", "string" if "properties" not in schema else "object")
        kind = next((k for k in kind if k != "null"), "string") if isinstance(kind, list) else kind
        return getattr(self, f"_{kind}", self._string)(schema, name)

    def _object(self, schema: Mapping[str, Any], name: str) -> Any:
        required = schema.get("required", [])
        fields = schema.get("properties", {})
        return {
            key: self.value(field, key)
            for key, field in fields.items()
            if key in required or _is_wanted(key, field) or key in self.uses.required or key in self.uses.formats
        }

    def _array(self, schema: Mapping[str, Any], name: str) -> Any:
        if schema.get("default"):
            return schema["default"]
        return [self.value(schema.get("items", {"type": "string"}), name)]

    def _boolean(self, schema: Mapping[str, Any], name: str) -> Any:
        return schema.get("default", False)

    def _integer(self, schema: Mapping[str, Any], name: str) -> Any:
        if name in self.uses.formats:
            return int(self.now.timestamp()) - DAYS["start"] * 86_400
        if isinstance(schema.get("default"), (int, float)):
            return schema["default"]
        return min(max(3, schema.get("minimum", 3)), schema.get("maximum", 10**9))

    _number = _integer

    def _string(self, schema: Mapping[str, Any], name: str) -> Any:
        pattern = schema.get("pattern")
        candidates = [*self._times(schema, name), schema.get("default"), *self._examples(schema), f"{name}-1", self._url(schema)]
        if name in self.uses.addresses:
            candidates = [text for text in candidates if isinstance(text, str) and text.startswith("http")]
        for text in candidates:
            if isinstance(text, str) and text and (pattern is None or re.search(pattern, text)):
                return text
        return _text_of(pattern)

    def _times(self, schema: Mapping[str, Any], name: str) -> list[str]:
        from datetime import timedelta

        looks = schema.get("format") in ("date", "date-time") or "[0-9]{2}" in str(schema.get("pattern")) or _is_start(name) or name in self.uses.formats
        if not looks:
            return []
        time = self.now - timedelta(days=0 if name.lower().startswith(("end", "to", "until")) else DAYS["start"])
        texts = [time.strftime(form) for form in ("%Y-%m-%dT00:00:00Z", "%Y-%m-%d", "%Y-%m-%dT00:00:00.000Z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT00:00:00.000000Z", "%Y-%m", "%Y")]
        form = self.uses.formats.get(name)
        known = [] if form is None else [DatetimeParser().format(time.replace(hour=0, minute=0, second=0, microsecond=0), form)]
        return [*known, texts[1], *texts] if schema.get("format") == "date" else [*known, *texts]

    def _examples(self, schema: Mapping[str, Any]) -> list[Any]:
        found = schema.get("examples", [])
        return found if isinstance(found, list) else [found]

    def _url(self, schema: Mapping[str, Any]) -> str:
        return "https://api.example.com"


def _is_wanted(key: str, field: Mapping[str, Any]) -> bool:
    """Optional settings that a manifest may read without asking whether they are there."""
    return any(word in field for word in ("const", "default", "oneOf", "airbyte_secret")) or key == "credentials" or _is_start(key)


def _is_start(name: str) -> bool:
    return name.lower() in ("start_date", "start_time", "start_datetime", "startdate", "from_date", "date_from", "start")


def _text_of(pattern: str) -> str:
    """The shortest text that a regular expression matches, near enough."""
    return "".join(map(_one, patterns.parse(pattern)))


def _one(node: Any) -> str:
    op, value = node
    name = str(op)
    if name == "LITERAL":
        return chr(value)
    if name == "NOT_LITERAL":
        return "b" if chr(value) == "a" else "a"
    if name == "ANY":
        return "a"
    if name == "IN":
        return _of_class(value)
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        low, high, inner = value
        return "".join(map(_one, inner)) * max(low, min(1, int(high)))
    if name == "SUBPATTERN":
        return "".join(map(_one, value[-1]))
    if name == "BRANCH":
        return "".join(map(_one, value[1][0]))
    return ""


def _of_class(items: Any) -> str:
    op, value = items[0]
    name = str(op)
    if name == "RANGE":
        return chr(value[0])
    if name == "LITERAL":
        return chr(value)
    if name == "CATEGORY":
        return {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}.get(str(value), "a")
    return "a"
