"""A request by its parts, from either side."""
import json
import re
from typing import Any, Mapping, Optional
from urllib.parse import parse_qsl, urlsplit


class Asked:
    def __init__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> None:
        parts = urlsplit(url)
        self.method, self.url, self.headers, self.body = method, url, {name.lower(): value for name, value in headers.items()}, body
        self.route = f"{method} {parts.netloc.lower()}{re.sub('//+', '/', parts.path).rstrip('/')}"
        self.query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.fields = _fields_of(body)

    def key(self) -> str:
        """The same for the same request from either side."""
        return f"{self.route} {sorted(self.query.items())} {sorted(flat(self.fields).items())}"

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
