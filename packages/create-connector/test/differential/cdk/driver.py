"""Runs manifests with airbyte-cdk in one warm process: a command per line of standard input, a reply per line of standard output."""
import json
import logging
import os
import queue
import sys
import tempfile
import threading
import time
import traceback
from contextlib import contextmanager
from typing import Any, Iterable, Iterator, Mapping

out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # whatever else prints must not disturb the replies
sys.stdout = sys.stderr

import freezegun
import requests
import yaml

from airbyte_cdk.models import AirbyteMessage, AirbyteMessageSerializer, AirbyteStateMessageSerializer, ConfiguredAirbyteCatalogSerializer, Type
from airbyte_cdk.sources.declarative.auth.token_provider import SessionTokenProvider
from airbyte_cdk.sources.declarative.retrievers.simple_retriever import SimpleRetriever
from airbyte_cdk.sources.streams.http.requests_native_auth.abstract_oauth import AbstractOauth2Authenticator

from feed import Feed
from loaded import Manifest
from mock import Mock
from samples import NOW
import trials

mock = Mock()
logger = logging.getLogger("airbyte")


def patch() -> None:
    """Waits take no time, and each request goes to the mock, with what the CDK asks it for."""
    time.sleep = lambda _seconds: None
    trials.patch()
    fetch, refresh, exchange = SimpleRetriever._fetch_next_page, SessionTokenProvider._refresh, AbstractOauth2Authenticator._make_handled_request

    def fetch_next_page(self: Any, stream_slice: Any, page_token: Any = None, **rest: Any) -> Any:
        context = mock.context
        before = (context.feed, context.stream_slice, context.page_token)
        feed = mock.feeds[self.name]
        if not feed.is_of_run:
            feed.retriever, feed.is_of_run = self, True
        context.feed, context.stream_slice, context.page_token = self.name, stream_slice, page_token
        try:
            return fetch(self, stream_slice, page_token, **rest)
        finally:
            context.feed, context.stream_slice, context.page_token = before

    def with_reply(reply_of: Any, inner: Any) -> Any:
        def wrapped(self: Any) -> Any:
            mock.context.token_reply = reply_of(self)
            try:
                return inner(self)
            finally:
                mock.context.token_reply = None

        return wrapped

    SimpleRetriever._fetch_next_page = fetch_next_page
    SessionTokenProvider._refresh = with_reply(_session_reply, refresh)
    AbstractOauth2Authenticator._make_handled_request = with_reply(_token_reply, exchange)
    requests.adapters.HTTPAdapter.send = lambda _self, request, **_: mock.answer_cdk(request)


def _session_reply(provider: Any) -> Any:
    reply: Any = "session-token-1"
    for name in reversed(provider.session_token_path):
        reply = {str(getattr(name, "string", name)): reply}
    return reply


def _token_reply(auth: Any) -> Any:
    form = auth.token_expiry_date_format
    expires = NOW.replace(year=2027).strftime(form) if form else 7200
    reply = {auth.get_access_token_name(): "access-token-1", auth.get_expires_in_name(): expires}
    return reply if auth.get_refresh_token() is None else {**reply, auth.get_refresh_token_name(): "refresh-token-2"}


manifest: Manifest


def load(command: Mapping[str, Any]) -> Any:
    global manifest
    mock.forget()
    manifest = Manifest(command["manifest"], command.get("variant", 0), command.get("config"))
    for stream in manifest.prepared.all_streams():
        mock.feeds.setdefault(stream["name"], Feed(stream, manifest.prepared.role_of(stream)))
    found = manifest.discovered()
    catalog = AirbyteMessageSerializer.dump(AirbyteMessage(type=Type.CATALOG, catalog=found))["catalog"]
    return {
        "config": manifest.config, "catalog": catalog, "port": mock.server.server_port, "now": NOW.timestamp() * 1000,
        "left_out": manifest.prepared.left_out, "statuses": manifest.prepared.statuses(), "yaml": yaml.safe_dump(manifest.prepared.original, sort_keys=False, width=10000),
    }


@contextmanager
def _empty_cache() -> Iterator[None]:
    """The replies of parents are cached, for one run: else they outlive it while anything has the connection to the cache in memory."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["REQUEST_CACHE_PATH"] = folder
        yield


def read(command: Mapping[str, Any]) -> Any:
    catalog = ConfiguredAirbyteCatalogSerializer.load(command["catalog"])
    state = [AirbyteStateMessageSerializer.load(one) for one in command.get("state") or []] or None
    mock.start(command.get("fault"))
    for feed in mock.feeds.values():
        feed.is_of_run = False
    result: dict[str, Any] = {"records": {}, "states": {}, "statuses": {}, "errors": []}
    try:
        with _empty_cache():
            for message in manifest.source(catalog, state).read(logger, manifest.config, catalog, state):
                _take(message, result)
    except Exception as error:
        result["errors"].append(f"{type(error).__name__}: {str(error)[:600]}")
    result["requests"] = mock.log
    result["problems"] = {name: sorted(feed.problems) for name, feed in mock.feeds.items() if feed.problems}
    return result


def _take(message: Any, result: Any) -> None:
    if message.type == Type.RECORD:
        result["records"].setdefault(message.record.stream, []).append(message.record.data)
    elif message.type == Type.STATE:
        name = message.state.stream.stream_descriptor.name
        result["states"][name] = AirbyteStateMessageSerializer.dump(message.state)
    elif message.type == Type.TRACE and message.trace.stream_status is not None:
        status = message.trace.stream_status
        result["statuses"][status.stream_descriptor.name] = status.status.value
    elif message.type == Type.TRACE and message.trace.error is not None:
        result["errors"].append(f"{message.trace.error.message} {message.trace.error.internal_message or ''}"[:600])


COMMANDS = {
    "load": load,
    "read": read,
    "begin": lambda command: mock.start(command.get("fault")),
    "requests": lambda _command: mock.log,
}


def main(lines: Iterable[str]) -> None:
    patch()
    logging.disable(logging.CRITICAL)
    with freezegun.freeze_time(NOW, ignore=["threading", "queue", "concurrent", "requests_cache"]):
        for line in lines:
            command = json.loads(line)
            try:
                reply = {"value": COMMANDS[command["do"]](command)}
            except Exception as error:
                reply = {"error": f"{type(error).__name__}: {error}"[:1500], "trace": traceback.format_exc()[-1500:]}
            print(json.dumps(reply, default=str), file=out, flush=True)


def lines_of_parent() -> Iterable[str]:
    """Ends this process with its parent, even in the middle of a read."""
    lines: queue.Queue[str] = queue.Queue()

    def take() -> None:
        for line in sys.stdin:
            lines.put(line)
        os._exit(0)

    threading.Thread(target=take, daemon=True).start()
    while True:
        yield lines.get()


main(lines_of_parent())
