"""A low-code source on airbyte-cdk: `run.py MANIFEST spec|check|read …`, as a manifest-only connector starts."""

import json
import sys
from pathlib import Path

from airbyte_cdk.entrypoint import AirbyteEntrypoint, launch
from airbyte_cdk.sources.declarative.concurrent_declarative_source import ConcurrentDeclarativeSource as Source

manifest, *args = sys.argv[1:]
given = vars(AirbyteEntrypoint.parse_args(args))
config, catalog, state = (given.get(name) for name in ("config", "catalog", "state"))
source = Source(
    config=Source.read_config(config) if config else None,
    catalog=Source.read_catalog(catalog) if catalog else None,
    state=Source.read_state(state) if state else [],
    source_config=json.loads(Path(manifest).read_text()),
    config_path=config,
)
launch(source, args)
