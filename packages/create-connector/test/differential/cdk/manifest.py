"""A manifest made ready for the test: with small pages, and without what only code of its own could read."""
import copy
import re
from dataclasses import dataclass
from typing import Any, Iterator, Mapping

from airbyte_cdk.sources.declarative.parsers.manifest_component_transformer import ManifestComponentTransformer
from airbyte_cdk.sources.declarative.parsers.manifest_reference_resolver import ManifestReferenceResolver

SIZE = 2
UNREADABLE = {"AsyncRetriever", "CustomRetriever", "FileUploader", "DynamicSchemaLoader", "StateDelegatingStream"}


@dataclass
class Role:
    """What a stream is for others."""

    keys: list[list[str]]
    """Where its records have values that must be there, and differ."""
    needed: list[list[str]]
    """Where they have values that must be there."""
    is_parent: bool


class Prepared:
    """`original` is for both sides; `manifest` is for the CDK, with only the streams that it can read."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.original = small(given)
        manifest = copy.deepcopy(self.original)
        manifest.setdefault("type", "DeclarativeSource")
        resolved = ManifestReferenceResolver().preprocess_manifest(manifest)
        self.manifest = ManifestComponentTransformer().propagate_types_and_parameters("", resolved, {})
        for name in ("api_budget", "dynamic_streams", "stream_groups", "concurrency_level"):
            self.manifest.pop(name, None)
        self.left_out: dict[str, str] = {}
        self.manifest["streams"] = [stream for stream in self.manifest.get("streams", []) if self._is_readable(stream)]
        self.manifest.setdefault("check", {"type": "CheckStream", "stream_names": []})

    def _is_readable(self, stream: Mapping[str, Any]) -> bool:
        found = next((kind for kind in types_in(stream) if kind.startswith("Custom") or kind in UNREADABLE), None)
        if found is not None:
            self.left_out[str(stream.get("name"))] = f"{found} needs code of the connector"
        return found is None

    def all_streams(self) -> Iterator[Mapping[str, Any]]:
        """With the parents inside of them."""
        for component in components_in(self.manifest.get("streams", [])):
            if component.get("type") == "DeclarativeStream" and "name" in component:
                yield component

    def role_of(self, stream: Mapping[str, Any]) -> Role:
        links = [one for one in components_in(self.manifest.get("streams", [])) if one.get("type") == "ParentStreamConfig"]
        children = [one for one in links if (one.get("stream") or {}).get("name") == stream.get("name")]
        keys = [path for path in _keys(stream.get("primary_key")) if "{{" not in path[0]]
        keys += [one["parent_key"].split("/") for one in children if "{{" not in one["parent_key"]]
        needed = [list(path) for one in children for path in one.get("extra_fields") or []]
        needed += [[source] for [name, *_] in [*keys, *needed] for source in _sources_of(name, stream)]
        return Role(_distinct(keys), _distinct(needed), len(children) > 0)

    def statuses(self) -> list[Any]:
        """What the filters of the error handlers match: a fault for each."""
        found = []
        for component in components_in(self.manifest.get("streams", [])):
            if component.get("type") == "HttpResponseFilter":
                for code in component.get("http_codes") or [400 if component.get("error_message_contains") else 0]:
                    text = component.get("error_message_contains") or "a fault"
                    found.append({"status": int(code), "text": text})
        return [dict(one) for one in dict.fromkeys(tuple(sorted(each.items())) for each in found) if dict(one)["status"] > 0]


def _keys(key: Any) -> list[list[str]]:
    if isinstance(key, str):
        return [[key]]
    return [[one] if isinstance(one, str) else list(one) for one in key or []]


def _distinct(paths: list[list[str]]) -> list[list[str]]:
    return [list(path) for path in dict.fromkeys(map(tuple, paths))]


def _sources_of(name: str, stream: Mapping[str, Any]) -> list[str]:
    """The fields of a record that a transformation makes a field of."""
    added = [field for step in stream.get("transformations") or [] for field in step.get("fields") or [] if isinstance(field, dict)]
    return [source for field in added if field.get("path") == [name] for source in RECORD_FIELD.findall(str(field.get("value")))]


RECORD_FIELD = re.compile(r"record(?:\[['\"]|\.get\(['\"]|\.(?!get\())(\w+)")


def components_in(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from components_in(inner)


def types_in(value: Any) -> Iterator[str]:
    return (component["type"] for component in components_in(value) if isinstance(component.get("type"), str))


def small(value: Any) -> Any:
    """Pages of two records, so that each list has several of them without having many records."""
    if isinstance(value, list):
        return [small(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: SIZE if name == "page_size" and _is_large(one) else small(one) for name, one in value.items()}


def _is_large(value: Any) -> bool:
    return (isinstance(value, int) and value > SIZE) or (isinstance(value, str) and value.isdigit() and int(value) > SIZE)
