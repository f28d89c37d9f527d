"""
PyAirbyte checks each connector, discovers it and reads all its streams into a DuckDB file, twice: `pyairbyte_read.py FOLDER`, with
jobs.json in the folder. The second read goes on from the state of the first; after each, the file must hold what is expected.
"""

import contextlib
import json
import os
import sys
import traceback
from collections import Counter
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path

folder = Path(sys.argv[1])
os.environ.update(AIRBYTE_LOGGING_ROOT=str(folder / "logs"), AIRBYTE_PROJECT_DIR=str(folder))

import airbyte as ab  # noqa: E402 (the environment comes first)
import duckdb  # noqa: E402
from airbyte.caches import DuckDBCache  # noqa: E402

SHOWN = 10


def read_twice(job):
    """Reads into one file twice. Gives how many records each read brought, and what is wrong."""
    source = ab.get_source(job["name"], local_executable=job["executable"], config=job["config"])
    source.check()
    source.select_all_streams()
    expected = job["expected"]
    keys = {each.stream.name: each.stream.source_defined_primary_key for each in source.configured_catalog.streams}
    if set(keys) != set(expected):
        return [], [f"streams that only one side knows: {sorted(set(keys) ^ set(expected))}"]
    file = folder / f"{job['name']}.duckdb"
    brought, problems = [], []
    for read in ("first", "second"):
        cache = DuckDBCache(db_path=file, schema_name="main")
        brought.append(source.read(cache=cache).processed_records)
        cache.close()  # so that the file is looked at as it is left behind
        with duckdb.connect(str(file)) as connection:
            for stream, records in expected.items():
                rows = rows_of(connection, stream)
                problems += [f"{read} read, {stream}: {each}" for each in differences(rows, records, keys[stream])]
    if brought[0] != sum(map(len, expected.values())):
        problems.append(f"the first read brought {brought[0]} records")
    if brought[1] >= brought[0]:
        problems.append(f"the second read brought {brought[1]} records again: it did not go on from the state")
    return brought, problems


def rows_of(connection, stream):
    cursor = connection.execute(f'select * from "{stream}"')
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row)) for row in cursor.fetchall()]


def differences(rows, records, primary_key):
    """What PyAirbyte does by design is no difference: columns in lower case, and none for a field that the schema does not have."""
    if len(rows) != len(records):
        yield f"{len(rows)} rows, expected {len(records)}"
    records = [{name.lower(): value for name, value in record.items()} for record in records]
    # a stream without a key may have equal rows
    key = [path[0].lower() for path in primary_key or [[name] for name in records[0]]]
    by_key = {key_of(row, key): row for row in rows}
    found, wanted = (Counter(key_of(each, key) for each in some) for some in (rows, records))
    if found != wanted:
        yield f"missing {list(wanted - found)[:SHOWN]}, too many {list(found - wanted)[:SHOWN]}"
    for record in records:
        row = by_key.get(key_of(record, key), {})
        for name, value in record.items():
            if name in row and not is_same(row[name], value):
                yield f"{name} of {key_of(record, key)} is {row[name]!r}, expected {value!r}"


def key_of(row, key):
    return tuple(as_number(row[name]) for name in key)


def as_number(value):
    """The expected numbers come from JavaScript: doubles, also beyond 2^53, where PyAirbyte keeps every digit."""
    return float(value) if type(value) in (int, float, Decimal) else value


def is_same(stored, value):
    if isinstance(value, (dict, list)):
        return json.loads(stored) == value
    if isinstance(stored, datetime):
        return stored == datetime.fromisoformat(value).astimezone(timezone.utc).replace(tzinfo=None)
    if isinstance(stored, date):
        return stored.isoformat() == value
    if isinstance(stored, str) and not isinstance(value, str):
        return stored == json.dumps(value)  # a column of several types is one of texts
    return as_number(stored) == as_number(value)


is_good = True
for job in json.loads((folder / "jobs.json").read_text()):
    with open(folder / "pyairbyte.log", "w+") as log:
        try:
            # it draws its progress; that is worth reading only where it failed
            with contextlib.redirect_stdout(log), contextlib.redirect_stderr(log):
                brought, problems = read_twice(job)
        except Exception:
            log.seek(0)
            brought, problems = [], [log.read()[-2000:], traceback.format_exc()]
    for problem in problems[:SHOWN]:
        print(f"BAD   {job['title']} through PyAirbyte: {problem}")
    if problems:
        print(f"BAD   {job['title']} through PyAirbyte: {len(problems)} problems")
        is_good = False
    else:
        rows = sum(map(len, job["expected"].values()))
        print(
            f"good  {job['title']} through PyAirbyte: {len(job['expected'])} streams, {rows:,} rows after the first read of"
            f" {brought[0]:,} records, and the same after the second of {brought[1]:,}",
            flush=True,
        )
sys.exit(0 if is_good else 1)
