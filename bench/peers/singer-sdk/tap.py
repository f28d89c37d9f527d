"""A Singer tap on singer-sdk with one REST stream."""

import os

from requests import Response
from singer_sdk import RESTStream, Tap
from singer_sdk import typing as th
from singer_sdk.authenticators import BearerTokenAuthenticator
from singer_sdk.pagination import BasePageNumberPaginator

text = th.StringType
named = th.ObjectType(th.Property("id", text), th.Property("name", text))


class Pages(BasePageNumberPaginator):
    def has_more(self, response: Response) -> bool:
        return response.json()["hasMore"]


class Accounts(RESTStream):
    name = "accounts"
    path = "/accounts"
    url_base = os.environ.get("BENCH_BASE_URL", "")
    records_jsonpath = "$.results[*]"
    primary_keys = ("id",)
    schema = th.PropertiesList(
        th.Property("id", th.IntegerType, required=True),
        th.Property("externalId", text),
        th.Property("name", text),
        th.Property("createdAt", th.DateTimeType),
        th.Property("updatedAt", th.DateTimeType),
        th.Property("mrr", th.NumberType),
        th.Property("healthScore", th.NumberType),
        th.Property("usersCount", th.IntegerType),
        th.Property("isActive", th.BooleanType),
        th.Property(
            "owner",
            th.ObjectType(*(th.Property(name, text) for name in ("id", "name", "email", "licenseStatus"))),
        ),
        th.Property("segments", th.ArrayType(named)),
        th.Property("traits", th.ObjectType(additional_properties=True)),
        th.Property("description", text),
    ).to_dict()

    @property
    def authenticator(self) -> BearerTokenAuthenticator:
        return BearerTokenAuthenticator(token="bench")

    def get_new_paginator(self) -> Pages:
        return Pages(start_value=1)

    def get_url_params(self, context, next_page_token) -> dict:
        return {"page": next_page_token}


class TapBench(Tap):
    name = "tap-bench"
    config_jsonschema = th.PropertiesList().to_dict()

    def discover_streams(self) -> list:
        return [Accounts(self)]


TapBench.cli()
