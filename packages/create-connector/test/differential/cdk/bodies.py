"""Bodies with records at the place where an extractor looks for them."""
import copy
import csv
import gzip
import io
import json
import zipfile
from typing import Any, Callable, Mapping, Sequence

import requests
import urllib3
import xmltodict


def response_of(body: bytes, headers: Mapping[str, str], status: int = 200, request: Any = None) -> requests.Response:
    raw = urllib3.HTTPResponse(body=io.BytesIO(body), headers=dict(headers), status=status, preload_content=False)
    adapter = requests.adapters.HTTPAdapter()
    return adapter.build_response(request or requests.Request("GET", "https://example.com").prepare(), raw)


def envelopes(path: Sequence[str], records: list[Any]) -> list[Any]:
    """Candidates for a body with records at a path with `*`."""
    if not path:
        return [records]
    each = [wrapped(path[path.index("*") + 1 :], one) for one in records] if "*" in path else records
    named = {str(at): one for at, one in enumerate(each)}
    before = path[: path.index("*") + 1] if "*" in path else path
    return [wrapped(path, records), wrapped(path, records, split=True), wrapped(before, named)]


def wrapped(path: Sequence[str], value: Any, split: bool = False) -> Any:
    if not path:
        return value
    head, rest = path[0], path[1:]
    if head != "*":
        return {head: wrapped(rest, value, split)} if not head.isdigit() else [wrapped(rest, value, split)]
    if not rest:
        return value
    if split and isinstance(value, list):
        return [wrapped(rest, one) for one in value]
    return [wrapped(rest, value, split)]


def merged(body: Any, path: Sequence[Any], value: Any) -> bool:
    """Sets a value at a path of a body; false if it has no room there."""
    at = with_objects(body, path[:-1], path[-1])
    if not _has_room(at, path[-1]):
        return False
    at[path[-1]] = value
    return True


def with_objects(body: Any, path: Sequence[Any], last: Any = "") -> Any:
    """What is at a path of a body, which is made if it is missing; nothing if it has no room there. `last` is what is looked for below."""
    at = body
    for name, after in zip(path, [*path[1:], last]):
        if not _has_room(at, name):
            return None
        at = at[name] if isinstance(at, list) else at.setdefault(name, [{}] if isinstance(after, int) else {})
    return at


def _has_room(at: Any, name: Any) -> bool:
    if isinstance(name, int):
        return isinstance(at, list) and -len(at) <= name < len(at)
    return isinstance(at, dict)


def encoder_of(decoder: Mapping[str, Any]) -> Callable[[Any], tuple[bytes, str]]:
    """How a body is written, for the decoder that a manifest names."""
    kind = (decoder or {}).get("type", "JsonDecoder")
    inner = decoder.get("decoder") or decoder.get("inner_decoder") or decoder.get("parser") or decoder.get("inner_parser") if decoder else None
    if kind in ("GzipDecoder", "GzipParser"):
        return lambda body: (gzip.compress(encoder_of(inner)(body)[0]), "application/octet-stream")
    if kind == "ZipfileDecoder":
        return lambda body: (_zipped(encoder_of(inner)(body)[0]), "application/zip")
    if kind == "CompositeRawDecoder":
        return encoder_of(inner)
    if kind in ("JsonlDecoder", "JsonLineParser"):
        return lambda body: ("".join(json.dumps(one) + "\n" for one in _listed(body)).encode(), "application/x-ndjson")
    if kind in ("CsvDecoder", "CsvParser"):
        return lambda body: (_csv(_listed(body), decoder), "text/csv")
    if kind == "XmlDecoder":
        return lambda body: (_xml(body), "application/xml")
    return lambda body: (json.dumps(body).encode(), "application/json")


def _listed(body: Any) -> list[Any]:
    return body if isinstance(body, list) else [body]


def _zipped(body: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("data", body)
    return packed.getvalue()


def _csv(records: list[Any], decoder: Mapping[str, Any]) -> bytes:
    out = io.StringIO()
    delimiter = {"\\t": "\t"}.get(decoder.get("delimiter") or ",", decoder.get("delimiter") or ",")
    names = list(records[0]) if records else ["id"]
    writer = csv.DictWriter(out, names, delimiter=delimiter)
    writer.writeheader()
    for record in records:
        writer.writerow({name: "" if value is None else value for name, value in record.items() if not isinstance(value, (dict, list))})
    return out.getvalue().encode(decoder.get("encoding") or "utf-8")


def _xml(body: Any) -> bytes:
    body = copy.deepcopy(body)
    root = body if isinstance(body, dict) and len(body) == 1 else {"root": body}
    return xmltodict.unparse(root).encode()
