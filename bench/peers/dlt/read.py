"""dlt's extraction alone: its REST client pages through the list, and each record becomes a line. Nothing is loaded."""

import os
import sys

from dlt.common.json import json
from dlt.sources.helpers.rest_client import RESTClient
from dlt.sources.helpers.rest_client.auth import BearerTokenAuth
from dlt.sources.helpers.rest_client.paginators import PageNumberPaginator

client = RESTClient(
    base_url=os.environ["BENCH_BASE_URL"],
    auth=BearerTokenAuth(token="bench"),
    paginator=PageNumberPaginator(base_page=1, total_path=None, has_more_path="hasMore"),
    data_selector="results",
)
for page in client.paginate("/accounts"):
    sys.stdout.buffer.write(b"".join(json.dumpb(record) + b"\n" for record in page))
