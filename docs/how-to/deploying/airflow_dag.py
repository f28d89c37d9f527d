"""Airflow: every source is a task of its own, so that each is tried again by itself."""

import os
from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

# Where sluice.config.json and node_modules are on the workers.
PROJECT = os.environ.get("SLUICE_PROJECT", "/srv/sluice")

# source -> the variable that its config refers to; the secret is the password of the connection of the source's name.
SOURCES = {"vitally": "VITALLY_SECRET_TOKEN", "hellobaton": "HELLOBATON_API_KEY"}

with DAG(
    dag_id="sluice",
    schedule="17 3 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,  # a sync brings all that is new, whatever night it belongs to
    max_active_runs=1,
    default_args={
        "retries": 3,
        "retry_delay": timedelta(minutes=10),
        "execution_timeout": timedelta(hours=6),
    },
) as dag:
    for source, variable in SOURCES.items():
        BashOperator(
            task_id=f"sync_{source}",
            bash_command=f"node_modules/.bin/sluice sync {source} --wait-lock 600",
            cwd=PROJECT,
            env={
                "SLUICE_TO": "{{ var.value.sluice_to }}",
                "PGPASSWORD": "{{ conn.warehouse.password }}",
                variable: "{{ conn." + source + ".password }}",
            },
            append_env=True,
        )
