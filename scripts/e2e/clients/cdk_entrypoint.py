"""
The tests of Airbyte's Python CDK look at what each connector prints: `cdk_entrypoint.py FOLDER`, with jobs.json in the folder. Their
`EntrypointOutput` must take every line for what it is, and what their standard tests assert of an output must hold.
"""

import json
import subprocess
import sys
import traceback
from collections import Counter
from pathlib import Path

from airbyte_cdk.models import ConfiguredAirbyteCatalogSerializer, Type
from airbyte_cdk.test.entrypoint_wrapper import EntrypointOutput
from airbyte_cdk.test.models import ExpectedOutcome
from airbyte_cdk.test.standard_tests._assertions import assert_check_outcome, assert_config_matches_spec
from airbyte_cdk.test.standard_tests._catalog_checks import find_catalog_problems, format_catalog_problems
from airbyte_cdk.test.standard_tests._read_assertions import assert_read_records
from airbyte_cdk.test.standard_tests._spec_lint import (
    assert_no_secrets_in_output,
    assert_spec_is_valid,
    get_single_spec,
)

folder = Path(sys.argv[1])
COMMAND_SECONDS = 120


class Client:
    """Runs one connector, and holds what the CDK makes of each output against what is in the lines."""

    def __init__(self, job):
        self.job = job
        self.counts = Counter()
        self.config = self.file("config.json", job["config"])

    def run(self, command, *args):
        arguments = [self.job["executable"], command, *args]
        done = subprocess.run(arguments, capture_output=True, encoding="utf-8", timeout=COMMAND_SECONDS)
        assert done.returncode == 0, f"{command} ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr}"
        lines = done.stdout.split("\n")[:-1]
        written = [json.loads(line) for line in lines]
        output = EntrypointOutput(messages=lines, stderr=done.stderr, command=arguments)
        # what runs images in the CDK splits at whatever Python takes for the end of a line, U+0085, U+2028 and U+2029 as well
        assert done.stdout.splitlines() == lines, f"{command}: a line is torn where the CDK runs an image"
        ours = Counter(line["type"] for line in written)
        theirs = Counter(message.type.value for message in output.get_message_iterator())
        # a line that cannot be parsed becomes a LOG there
        assert theirs == ours, f"{command}: the CDK finds {dict(theirs)}, written were {dict(ours)}"
        traces = Counter(line["trace"]["type"] for line in written if line["type"] == "TRACE")
        parsed = Counter(message.trace.type.value for message in output.trace_messages)
        assert parsed == traces, f"{command}: the CDK finds the traces {dict(parsed)}, written were {dict(traces)}"
        assert output.errors == [], output.get_formatted_error_message()
        self.counts += ours
        return output

    def file(self, name, content):
        path = folder / f"{self.job['name']}-{name}"
        path.write_text(json.dumps(content))
        return str(path)


def try_all(client):
    """All four commands. Gives what the standard tests only advise."""
    name, config = client.job["name"], client.job["config"]
    spec_output = client.run("spec")
    spec = get_single_spec(spec_output, connector_name=name)
    assert_spec_is_valid(spec, connector_name=name)
    assert_config_matches_spec(config=config, spec_result=spec_output, connector_name=name, scenario_id="fake")

    check = client.run("check", "--config", client.config)
    assert_check_outcome(check_result=check, expected_outcome=ExpectedOutcome.EXPECT_SUCCESS, connector_name=name)

    discover = client.run("discover", "--config", client.config)
    problems = find_catalog_problems(discover.catalog.catalog)
    enforced = {each: found for each, found in problems.items() if each.enforced}
    assert not enforced, format_catalog_problems(enforced)

    catalog = configured(discover)
    read = client.run("read", "--config", client.config, "--catalog", client.file("catalog.json", catalog))
    assert_read_records(
        records=read.records_iterator,
        configured_catalog=ConfiguredAirbyteCatalogSerializer.load(catalog),
        require_records_per_stream=True,
        validate_schema=True,
    )
    assert_arrived(read, client.job["expected"])
    for verb, output in (("spec", spec_output), ("check", check), ("discover", discover), ("read", read)):
        assert_no_secrets_in_output(output, spec=spec, config=config, verb=verb, connector_name=name)
    return {each: found for each, found in problems.items() if not each.enforced}


def configured(discover):
    (message,) = discover.get_message_by_types([Type.CATALOG])
    catalog = json.loads(json.dumps(message.catalog, default=as_json))
    streams = []
    for stream in catalog["streams"]:
        mode = "incremental" if "incremental" in stream["supported_sync_modes"] else "full_refresh"
        streams.append({"stream": stream, "sync_mode": mode, "destination_sync_mode": "append"})
    return {"streams": streams}


def as_json(value):
    return value.value if hasattr(value, "value") else {k: v for k, v in vars(value).items() if v is not None}


def assert_arrived(read, expected):
    """As many records of each stream as the fake account has, each counted by a state, and the end of each stream told."""
    records = Counter(message.record.stream for message in read.records_iterator)
    assert records == {stream: len(rows) for stream, rows in expected.items()}, f"records: {dict(records)}"
    counted = Counter()
    for message in read.state_messages:
        counted[message.state.stream.stream_descriptor.name] += int(message.state.sourceStats.recordCount)
    assert counted == records, f"counted by states: {dict(counted)}, records: {dict(records)}"
    for stream in expected:
        statuses = [status.value for status in read.get_stream_statuses(stream)]
        assert statuses == ["STARTED", "RUNNING", "COMPLETE"], f"{stream} tells {statuses}"


is_good = True
for job in json.loads((folder / "jobs.json").read_text()):
    client = Client(job)
    try:
        advice = try_all(client)
    except Exception:
        print(f"BAD   {job['title']} in the CDK's tests: {traceback.format_exc()[-4000:]}")
        is_good = False
        continue
    counts = ", ".join(f"{count:,} {kind}" for kind, count in sorted(client.counts.items()))
    print(f"good  {job['title']} in the CDK's tests: every line is parsed, {counts}", flush=True)
    for check, found in advice.items():
        print(f"      the standard tests advise, but do not enforce, {check.name}: {len(found)}, e.g. {found[0]}")
sys.exit(0 if is_good else 1)
