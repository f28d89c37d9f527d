"""The CDK's own suite for images of connectors; it finds the connector in the folder that it is run in."""

from airbyte_cdk.test.standard_tests.docker_base import DockerConnectorTestSuite


class TestImage(DockerConnectorTestSuite):
    """All as it comes."""
