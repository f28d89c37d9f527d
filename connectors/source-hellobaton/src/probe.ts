import { bodyOf, ConfigError, ConnectorError, type HttpClient, isJsonObject, SystemError } from "@sluice/core";

/** Who is asked, for the messages. */
export interface Asked {
  /** The account's host. */
  readonly host: string;
  /** The setting that the host comes from. */
  readonly setting: "company" | "base_url";
}

/**
 * Proves key and account with one project. What the vendor answers to a bad key is not documented: Django REST framework says
 * 401, or 403 where it is set up without an authenticate header. So after a 403 the index of the API is asked too, which a
 * good key should open: it tells a bad key from one that only lacks a right.
 *
 * @throws ConfigError that tells a bad key, a missing right and a wrong company apart.
 */
export async function probe(http: HttpClient, asked: Asked): Promise<void> {
  const refusal = await failureOf(oneProject(http));
  if (refusal === undefined) return;
  const error = refusal.status === 403 ? explained403(await failureOf(index(http)), asked) : explained(refusal, asked);
  throw error ?? refusal;
}

async function oneProject(http: HttpClient): Promise<void> {
  const request = http.request("api/projects/", { page: 1, page_size: 1 });
  const { value } = bodyOf(request, await http.send(request, "check"));
  if (isJsonObject(value) && Array.isArray(value["results"])) return;
  throw new SystemError("GET /api/projects/ answered with something else than a list of projects.");
}

async function index(http: HttpClient): Promise<void> {
  await http.send(http.request("api/"), "check");
}

async function failureOf(step: Promise<void>): Promise<ConnectorError | undefined> {
  try {
    await step;
    return undefined;
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
}

function explained403(atIndex: ConnectorError | undefined, { host, setting }: Asked): ConfigError {
  if (atIndex === undefined) {
    return new ConfigError(
      `${host} knows the key but does not let it read projects (HTTP 403). A key has the rights of the user who made it: ` +
        "have that user given the right to see projects, or make a key as another user.",
      { status: 403 },
    );
  }
  if (atIndex.status === 401 || atIndex.status === 403) return badKey(403, { host, setting });
  return new ConfigError(
    `${host} refused to list projects (HTTP 403). Either the key is wrong, then check api_key, or its user may not see projects.`,
    { status: 403, cause: atIndex },
  );
}

/** Undefined for a failure that has nothing to do with the config, or that says itself what to do. */
function explained(error: ConnectorError, asked: Asked): ConfigError | undefined {
  if (error.status === 401) return badKey(401, asked);
  const { host, setting } = asked;
  if (!isElsewhere(error)) return undefined;
  return new ConfigError(
    `There seems to be no Baton account at ${host}. Check ${setting}, which must be the address where you sign in to Baton. ` +
      `(${error.message})`,
    { cause: error },
  );
}

/** No such host, a certificate for another one, a page that is not there, a redirect to another host, a web page for people. */
function isElsewhere({ status, detail, failureType }: ConnectorError): boolean {
  if (status !== undefined) return status === 404 || (status >= 300 && status < 400);
  return failureType !== "transient_error" || detail?.startsWith("ENOTFOUND") === true;
}

function badKey(status: number, { host, setting }: Asked): ConfigError {
  return new ConfigError(
    `${host} refused the key (HTTP ${status}). Check api_key: it may be mistyped or revoked, or belong to another account than ` +
      `the one in ${setting}. A new one is made under account settings → API.`,
    { status },
  );
}
