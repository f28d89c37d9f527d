"""PyAirbyte loads what an Airbyte source reads: `sync.py EXECUTABLE duckdb FILE` or `sync.py EXECUTABLE postgres URL`."""

import os
import sys
from urllib.parse import unquote, urlsplit

os.environ.update(AIRBYTE_OFFLINE_MODE="1", DO_NOT_TRACK="1")

import airbyte as ab  # noqa: E402 (the environment comes first)
from airbyte.caches import DuckDBCache, PostgresCache  # noqa: E402

executable, kind, place = sys.argv[1:]
if kind == "duckdb":
    cache = DuckDBCache(db_path=place)
else:
    url = urlsplit(place)
    cache = PostgresCache(
        host=url.hostname,
        port=url.port,
        username=url.username,
        password=unquote(url.password),
        database=url.path[1:],
        schema_name="pyairbyte",
    )
source = ab.get_source("source-bench", local_executable=executable, config={}, streams="*")
result = source.read(cache=cache)
print(f"loaded {len(result['accounts'])}")
