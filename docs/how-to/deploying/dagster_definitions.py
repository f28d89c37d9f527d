"""Dagster: a stream is an asset, and one sync of a source fills all of its assets that are asked for."""

import json
import os
import subprocess

import dagster as dg

# The folder of sluice.config.json and node_modules; the secrets are in the environment of Dagster's processes.
PROJECT = os.environ.get("SLUICE_PROJECT", "/srv/sluice")
SLUICE = "node_modules/.bin/sluice"

STREAMS = {
    "vitally": ["organizations", "accounts", "users", "notes", "tasks"],
    "hellobaton": ["projects", "milestones", "tasks", "companies"],
}


def sync(context, source, streams):
    """Runs the command and logs its progress. Returns its exit status and its last event, `ended`."""
    command = [SLUICE, "sync", source, "--streams", ",".join(streams), "--json", "--wait-lock", "600"]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    ended = {"streams": [], "errors": []}
    try:
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "progress":
                context.log.info(f"{source}: {event['read']} read, {event['loaded']} loaded")
            elif event["event"] == "ended":
                ended = event
        return process.wait(), ended
    finally:
        process.terminate()  # where Dagster ends this run; it loads what a state covers, and ends


def assets_of(source, streams):
    @dg.multi_asset(
        name=f"sync_{source}",
        specs=[dg.AssetSpec([source, stream], skippable=True) for stream in streams],
        can_subset=True,
        retry_policy=dg.RetryPolicy(max_retries=3, delay=600),
    )
    def assets(context: dg.AssetExecutionContext):
        asked = sorted(key.path[-1] for key in context.selected_asset_keys)
        status, ended = sync(context, source, asked)
        for each in ended["streams"]:
            if each["status"] == "COMPLETE":
                counts = {"read": each["read"], "loaded": each["loaded"]}  # by this run: the table may hold more
                yield dg.MaterializeResult(asset_key=[source, each["stream"]], metadata=counts)
        if status != 0:
            failed = [f"{each['stream']}: {each['error']}" for each in ended["streams"] if each.get("error")]
            reason = "; ".join(failed or ended["errors"]) or "the reason is in the output on stderr"
            raise dg.Failure(f"sluice ended with {status}: {reason}", allow_retries=status != 2)

    return assets


everything = [assets_of(source, streams) for source, streams in STREAMS.items()]
nightly = dg.ScheduleDefinition(
    job=dg.define_asset_job("sluice", selection=dg.AssetSelection.assets(*everything)), cron_schedule="17 3 * * *"
)
definitions = dg.Definitions(assets=everything, schedules=[nightly])
