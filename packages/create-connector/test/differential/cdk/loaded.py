"""The manifest that a test runs, as airbyte-cdk loads it."""
import copy
import logging
from typing import Any

import yaml

import airbyte_cdk.sources.declarative.concurrent_declarative_source as declarative

from manifest import Prepared
from samples import NOW
from settings import config_of, other_values

logger = logging.getLogger("airbyte")


class Manifest:
    """The manifest at hand, made ready, and the config for it."""

    def __init__(self, file: str, variant: int, config: Any) -> None:
        with open(file) as opened:
            self.prepared = Prepared(yaml.safe_load(opened))
        self.config = config or config_of(self.prepared.manifest, variant, NOW)

    def source(self, catalog: Any = None, state: Any = None, config: Any = None) -> Any:
        given = copy.deepcopy(self.prepared.manifest)
        return declarative.ConcurrentDeclarativeSource(catalog, copy.deepcopy(config or self.config), state, source_config=given)

    def discovered(self) -> Any:
        try:
            return self.source().discover(logger, self.config)
        except Exception as error:
            if str(error) == str(self._error_with(other_values(self.config))):
                raise Unloadable(f"{type(error).__name__}: {error}") from error
            raise

    def _error_with(self, config: Any) -> Any:
        try:
            self.source(config=config).discover(logger, config)
        except Exception as error:
            return error
        return None


class Unloadable(Exception):
    """A manifest that airbyte-cdk does not load, whatever its settings are."""
