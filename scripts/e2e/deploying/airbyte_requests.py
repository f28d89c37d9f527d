"""What airbyte.sh asks for, by Airbyte's own client: a new definition of a source, and another tag for it."""

import os

from airbyte_api import AirbyteAPI, models

client = AirbyteAPI(
    server_url=f"{os.environ['AIRBYTE_URL']}/api/public/v1",
    security=models.Security(bearer_auth=os.environ["AIRBYTE_TOKEN"]),
)
client.source_definitions.create_source_definition(
    request={
        "workspace_id": os.environ["AIRBYTE_WORKSPACE"],
        "create_definition_request": {
            "name": "Vitally",
            "docker_repository": "example/source-vitally",
            "docker_image_tag": "0.1.0",
        },
    }
)
client.source_definitions.update_source_definition(
    request={
        "workspace_id": os.environ["AIRBYTE_WORKSPACE"],
        "definition_id": "d-1",
        "update_definition_request": {"name": "Vitally", "docker_image_tag": "0.2.0"},
    }
)
