"""
Materializes the assets of a file in this process: `dagster_run.py FILE`. Writes JSON: the numbers of rows in the
materializations, and what a second run for one asset materializes. A third one, whose token the vendor refuses, must fail
with that reason.
"""

import json
import os
import sys
from importlib.util import module_from_spec, spec_from_file_location

import dagster as dg

spec = spec_from_file_location("example", sys.argv[1])
example = module_from_spec(spec)
spec.loader.exec_module(example)
dg.Definitions.validate_loadable(example.definitions)
for assets in example.everything:
    assets.node_def._retry_policy = None  # tries wait for minutes


def materialized(result):
    events = [event.materialization for event in result.get_asset_materialization_events()]
    return {".".join(each.asset_key.path): each.metadata["loaded"].value for each in events}


loaded = materialized(dg.materialize(example.everything))
one = dg.AssetKey(["vitally", "notes"])
again = materialized(dg.materialize(example.everything, selection=[one]))
os.environ["VITALLY_SECRET_TOKEN"] = "sk_live_wrong"
failed = dg.materialize(example.everything, selection=[one], raise_on_error=False)
assert not failed.success and not materialized(failed)
(failure,) = [event for event in failed.all_events if event.event_type_value == "STEP_FAILURE"]
reason = failure.step_failure_data.user_failure_data.description
assert reason.startswith("sluice ended with 1: notes: "), reason
json.dump({"loaded": loaded, "again": list(again)}, sys.stdout)
