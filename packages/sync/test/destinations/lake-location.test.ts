import { describe, expect, test } from "@jest/globals";
import { lakeIn } from "../../src/destinations/open.js";

const HERE = process.cwd();
const REFUSED = "Invalid destination: ducklake: takes a catalog, but";

describe("the location of a lake", () => {
  test.each([
    ["ducklake:x.ducklake", { kind: "duckdb", file: `${HERE}/x.ducklake` }, undefined],
    ["ducklake:/a/x?data=/b", { kind: "duckdb", file: "/a/x" }, "/b/"],
    ["ducklake:sqlite:x.db?data=s3://my-bucket/a/b//", { kind: "sqlite", file: `${HERE}/x.db` }, "s3://my-bucket/a/b/"],
    ["ducklake:sqlite:x.db?data=S3://my-bucket", { kind: "sqlite", file: `${HERE}/x.db` }, "s3://my-bucket/"],
    [
      "ducklake:postgres://u:p@h/d?sslmode=require&data=a%20b%26c",
      { kind: "postgres", url: "postgres://u:p@h/d?sslmode=require" },
      `${HERE}/a b&c/`,
    ],
    ["ducklake:postgresql:///d", { kind: "postgres", url: "postgresql:///d" }, undefined],
  ])("%s names a catalog and a place for its files", (location, catalog, data) => {
    expect(lakeIn(location)).toEqual({ catalog, data, bucket: {} });
  });

  test("may name a server of buckets", () => {
    const location = "ducklake:x?data=s3://bucket/a&endpoint=https%3A%2F%2Fminio:9000/";
    expect(lakeIn(location)?.bucket).toEqual({ endpoint: "https://minio:9000" });
  });

  test("may name region, profile and credentials of a bucket", () => {
    const at = "ducklake:x?data=s3://bucket/a";
    expect(lakeIn(`${at}&region=eu-central-1&profile=lake`)?.bucket).toEqual({
      region: "eu-central-1",
      profile: "lake",
    });
    expect(lakeIn(`${at}&key_id=AKIA&secret=a%2Fb%2Bc`)?.bucket).toEqual({ keyId: "AKIA", secret: "a/b+c" });
  });

  test.each([
    ["ducklake:", "its catalog must be a local file, and none is given"],
    ["ducklake::memory:", "its catalog must be a local file, not :memory:, whose rows are lost at the end"],
    ["ducklake:s3://k:s3cr3t@b/x", "its catalog must be a local file, not s3://"],
    ["ducklake:md:s3cr3t", "its catalog must be a local file, not md:"],
    ["ducklake:mysql:s3cr3t", '"mysql:" is not a kind of catalog'],
    ["ducklake:sqlite:", "its catalog must be a local file, and none is given"],
    ["ducklake:postgres:dbname=s3cr3t", "postgres: takes a URL, with // behind the colon"],
    ["ducklake:x?date=s3cr3t", "a setting behind ? is none of data, endpoint, region, profile, key_id, secret"],
    ["ducklake:x?data=a&data=s3cr3t", "data= is there twice"],
    ["ducklake:x?data=s3cr3t%", "data= has a % without two hexadecimal digits; write %25"],
    ["ducklake:x?data=", "data= takes a local folder or s3://bucket/prefix, and none is given"],
    ["ducklake:x?data=gs://s3cr3t", "data= takes a local folder or s3://bucket/prefix, not gs://"],
    ["ducklake:x?data=s3://k:s3cr3t@b/x", "data=s3:// takes a bucket and a prefix, without credentials"],
    ["ducklake:x?data=s3://", "data=s3:// takes a bucket and a prefix, without credentials"],
    [
      "ducklake:x?data=s3://bu/x&endpoint=http://u:s3cr3t@h",
      "endpoint= takes http:// or https:// with a host and a port, without credentials and path",
    ],
    ["ducklake:x?data=y&endpoint=http://h", "endpoint= belongs to data=s3://…"],
    ["ducklake:x?data=y&secret=s3cr3t", "secret= belongs to data=s3://…"],
    ["ducklake:x?data=s3://bu/x&secret=s3cr3t", "key_id= and secret= belong together"],
    ["ducklake:x?data=s3://bu/x&key_id=k&secret=s3cr3t&profile=p", "key_id= and profile= exclude each other"],
    ["ducklake:x?data=s3://bu/x&region=", "region= is empty"],
  ])("is refused where it is %s", (location, reason) => {
    let message = "";
    try {
      lakeIn(location);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain(`${REFUSED} ${reason}. Write ducklake:FILE, ducklake:sqlite:FILE?data=DIR or`);
    expect(message).not.toContain("s3cr3t");
  });

  test("is another thing than the location of another destination", () => {
    expect(lakeIn("duckdb:x")).toBeUndefined();
  });
});
