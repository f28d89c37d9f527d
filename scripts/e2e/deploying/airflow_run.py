"""Runs a DAG here and now, without a scheduler: `airflow_run.py FILE`. Fails unless the run and each of its tasks succeed."""

import sys
from importlib.util import module_from_spec, spec_from_file_location

spec = spec_from_file_location("example", sys.argv[1])
example = module_from_spec(spec)
sys.modules["example"] = example
spec.loader.exec_module(example)

for task in example.dag.tasks:
    task.retries = 0  # they wait for minutes
run = example.dag.test()
states = {task.task_id: str(task.state) for task in run.get_task_instances()}
if str(run.state) != "success" or set(states.values()) != {"success"}:
    sys.exit(f"the run ended as {run.state}: {states}")
