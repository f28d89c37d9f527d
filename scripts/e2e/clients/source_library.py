"""A small source on Airbyte's Python CDK: one stream that goes on from its state, and one that is read whole."""

import sys

from airbyte_cdk.entrypoint import launch
from airbyte_cdk.sources import AbstractSource
from airbyte_cdk.sources.streams import CheckpointMixin, Stream

BOOKS = [{"id": n, "title": f"Book {n} – «wide» 名前", "added_at": f"2026-01-{n:02d}T00:00:00Z"} for n in range(1, 21)]


class Books(CheckpointMixin, Stream):
    name = "books"
    primary_key = "id"
    cursor_field = "added_at"
    state_checkpoint_interval = 5
    state = {}

    def __init__(self, until):
        self._until = until

    def get_json_schema(self):
        properties = {
            "id": {"type": "integer"},
            "title": {"type": ["null", "string"]},
            "added_at": {"type": "string", "format": "date-time"},
        }
        return {"type": "object", "properties": properties}

    def read_records(self, sync_mode, cursor_field=None, stream_slice=None, stream_state=None):
        after = (self.state or {}).get("added_at", "")
        for book in BOOKS[: self._until]:
            if book["added_at"] > after:
                self.state = {"added_at": book["added_at"]}
                yield book


class Shelves(Stream):
    name = "shelves"
    primary_key = None

    def get_json_schema(self):
        return {"type": "object", "properties": {"label": {"type": "string"}, "books": {"type": "array"}}}

    def read_records(self, sync_mode, cursor_field=None, stream_slice=None, stream_state=None):
        yield {"label": "A", "books": [1, 2], "room": "not in the schema"}
        yield {"label": "B", "books": []}


class Library(AbstractSource):
    def check_connection(self, logger, config):
        return True, None

    def streams(self, config):
        return [Books(config.get("until", 12)), Shelves()]

    def spec(self, logger):
        from airbyte_cdk.models import ConnectorSpecification

        properties = {"until": {"type": "integer"}}
        return ConnectorSpecification(connectionSpecification={"type": "object", "properties": properties})


if __name__ == "__main__":
    launch(Library(), sys.argv[1:])
