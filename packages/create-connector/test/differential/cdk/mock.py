"""The mock: answers both sides by what the manifest says, knows routes from the requests of the CDK, and keeps a log."""
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Mapping, Optional
from urllib.parse import unquote

from bodies import response_of
from asked import Asked
from feed import Feed

HIDDEN = {"user-agent", "accept", "accept-encoding", "accept-language", "connection", "content-length", "host", "x-differential-url", "x-differential-stream", "sec-fetch-mode"}

MOST_REQUESTS = 1200
"""Of a stream in a run: more than the days of a month for each partition, with all pages."""


class Context(threading.local):
    """What the CDK does in this thread while it sends a request."""

    feed: Optional[str] = None
    stream_slice: Any = None
    page_token: Any = None
    token_reply: Any = None


class Mock:
    def __init__(self) -> None:
        self.context = Context()
        self.lock = threading.RLock()
        self.forget()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def forget(self) -> None:
        self.feeds: dict[str, Feed] = {}
        self.routes: dict[str, list[dict[str, Any]]] = {}
        self.start(None)

    def start(self, fault: Optional[Mapping[str, Any]]) -> None:
        """A run begins: a log of its own, and faults of its own."""
        self.log: list[dict[str, Any]] = []
        self.fault = fault
        self.hit: dict[str, int] = {}
        self.asked: dict[str, int] = {}

    def answer_cdk(self, request: Any) -> Any:
        body = request.body or b""
        asked = Asked(request.method, request.url, request.headers, body.encode() if isinstance(body, str) else body)
        with self.lock:
            entry = self._learn(asked)
            status, headers, content = self._answer(asked, entry)
        return response_of(content, headers, status, request)

    def _learn(self, asked: Asked) -> dict[str, Any]:
        known = self.routes.setdefault(asked.route, [])
        if self.context.token_reply is not None:
            entry = {"id": "token", "reply": self.context.token_reply}
        else:
            stream_slice = self.context.stream_slice
            partition = json.dumps(dict(stream_slice.partition) if stream_slice is not None else {}, sort_keys=True, default=str)
            self.feeds[self.context.feed].learn(asked, stream_slice, self.context.page_token)
            entry = {"id": f"{self.context.feed} {partition}", "feed": self.context.feed, "partition": partition, "slice": stream_slice, "asked": asked}
        same = next((one for one in known if entry["id"] in one["ids"]), None)
        alike = next((one for one in known if same is None and _is_alike(one, entry)), None)
        if alike is not None:
            alike["ids"].add(entry["id"])
        elif same is None:
            known.append({**entry, "ids": {entry["id"]}})
        return {**entry, **{name: value for name, value in (same or alike or {}).items() if name == "partition"}}

    def _answer(self, asked: Asked, entry: Optional[Mapping[str, Any]]) -> tuple[int, dict[str, str], bytes]:
        name = entry.get("feed") if entry else None
        self.log.append({
            "method": asked.method, "url": asked.url, "body": asked.body.decode("utf-8", "replace"), "stream": name,
            "headers": {key: value for key, value in asked.headers.items() if key not in HIDDEN},
        })
        if entry is None:
            return self._faulty("", asked) or (404, {"Content-Type": "application/json"}, b'{"error": "the CDK never asked for this route"}')
        if "reply" in entry:
            return 200, {"Content-Type": "application/json"}, json.dumps(entry["reply"]).encode()
        faulty = self._endless(name or "") or self._faulty(name or "", asked)
        if faulty is not None:
            return faulty
        content, headers = self.feeds[name].answer(asked, entry["partition"], entry["slice"])
        return 200, headers, content

    def _endless(self, name: str) -> Optional[tuple[int, dict[str, str], bytes]]:
        """Ends a stream whose pages never end, because the mock does not know what ends them."""
        self.asked[name] = self.asked.get(name, 0) + 1
        if self.asked[name] <= MOST_REQUESTS:
            return None
        self.feeds[name].problems.add("its pages never end")
        return 400, {"Content-Type": "application/json"}, b'{"error": "the mock gave up"}'

    def _faulty(self, name: str, asked: Asked) -> Optional[tuple[int, dict[str, str], bytes]]:
        """`times` is how often each request fails; always, if there is none."""
        fault = self.fault
        if fault is None or (fault.get("streams") and name not in fault["streams"]):
            return None
        key = name
        self.hit[key] = self.hit.get(key, 0) + 1
        if fault.get("times") and self.hit[key] > fault["times"]:
            return None
        headers = {"Content-Type": "application/json", **fault.get("headers", {})}
        return fault["status"], headers, json.dumps(fault.get("body", {"error": "a fault"})).encode()

    def answer_other(self, asked: Asked, stream: str) -> tuple[int, dict[str, str], bytes]:
        with self.lock:
            return self._answer(asked, self._match(asked, stream))

    def _match(self, asked: Asked, stream: str) -> Optional[Mapping[str, Any]]:
        """The request of the CDK that is most alike: of the same stream, if several streams send it."""
        known = self.routes.get(asked.route, [])
        known = [entry for entry in known if entry.get("feed") == stream] or known
        if len(known) < 2:
            return known[0] if known else None
        given = asked.parts()
        return max(known, key=lambda entry: _likeness(given, entry))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        mock = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # one packet for each reply, or the other side waits for 40 ms
            disable_nagle_algorithm = True

            def handle_one(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                url = self.headers["x-differential-url"]
                headers = dict(self.headers)
                stream = unquote(headers.pop("x-differential-stream", ""))
                status, headers, content = mock.answer_other(Asked(self.command, url, headers, body), stream)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_PATCH = handle_one

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


def _is_alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two partitions send the same request, so that no API could tell them apart."""
    if one.get("feed") != other.get("feed") or "asked" not in one or "asked" not in other:
        return False
    return one["asked"].parts() == other["asked"].parts()


def _likeness(given: Mapping[str, Any], entry: Mapping[str, Any]) -> float:
    asked = entry.get("asked")
    if asked is None:
        return -1
    return sum(1 if given.get(name) == value else -0.5 for name, value in asked.parts().items())
