import { DestinationError } from "../destination.js";
import type { Extension } from "../duckdb/extensions.js";
import { text } from "../sql/text.js";
import type { BucketSettings } from "./location.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** How DuckDB gets at a bucket. */
export interface S3Access {
  readonly extensions: readonly Extension[];
  /** Creates a secret in DuckDB's memory. It is not shown by DuckDB, and not saved. */
  readonly secret: string;
}

/**
 * The credentials of the location, or those of the environment variables of AWS, or else whatever the tools of AWS find: a profile in
 * `~/.aws`, a login, the role of a machine or container.
 *
 * @throws DestinationError if one of the variables is invalid.
 */
export function s3Access(environment: Environment, settings: BucketSettings): S3Access {
  const server = endpointOptions(
    settings.endpoint ?? (environment["AWS_ENDPOINT_URL_S3"] || environment["AWS_ENDPOINT_URL"]),
  );
  const region = settings.region ?? (environment["AWS_REGION"] || environment["AWS_DEFAULT_REGION"] || undefined);
  const keys = keysIn(environment, settings);
  if (keys !== undefined) {
    return { extensions: ["httpfs"], secret: secretOf({ ...keys, REGION: region ?? "us-east-1", ...server }) };
  }
  const profile = settings.profile ?? (environment["AWS_PROFILE"] || undefined);
  const options = { PROVIDER: "credential_chain", PROFILE: profile, REGION: region, ...server };
  return { extensions: ["httpfs", "aws"], secret: secretOf(options) };
}

/** Undefined where the tools of AWS are asked: a profile that is named for this lake is meant, whatever the variables are. */
function keysIn(environment: Environment, { keyId, secret, profile }: BucketSettings) {
  if (keyId !== undefined && secret !== undefined) return { KEY_ID: keyId, SECRET: secret };
  const [key, password] = [environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]];
  if (profile !== undefined || !key || !password) return undefined;
  return { KEY_ID: key, SECRET: password, SESSION_TOKEN: environment["AWS_SESSION_TOKEN"] || undefined };
}

function secretOf(options: Readonly<Record<string, string | undefined>>): string {
  const set = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${value === "true" || value === "false" ? value : text(value)}`],
  );
  return `CREATE OR REPLACE SECRET sluice_s3 (${["TYPE s3", ...set].join(", ")})`;
}

/** MinIO, R2 and the like take the bucket in the path, not in the name of the host. */
function endpointOptions(endpoint: string | undefined): Readonly<Record<string, string>> {
  if (endpoint === undefined || endpoint === "") return {};
  const [, scheme, host] = /^(https?):\/\/([^/?#@\s]+)\/?$/i.exec(endpoint) ?? [];
  if (scheme === undefined || host === undefined) {
    throw new DestinationError(
      "The endpoint of S3 is invalid: AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL must be http:// or https:// with a host and a port. Correct it.",
    );
  }
  return { ENDPOINT: host, USE_SSL: String(scheme.toLowerCase() === "https"), URL_STYLE: "path" };
}

/** DuckDB's own message may quote the statement, so it is not passed on. */
export function credentialsError(cause: unknown): DestinationError {
  const isMissing = /Secret Validation Failure/.test(String(cause));
  const reason = isMissing ? "no credentials were found" : "the credentials cannot be used";
  return new DestinationError(
    `Cannot open the bucket: ${reason}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of ~/.aws in AWS_PROFILE.`,
  );
}
