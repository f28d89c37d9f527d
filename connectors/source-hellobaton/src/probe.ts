import { bodyOf, ConfigError, ConnectorError, type HttpClient, isJsonObject, SystemError } from "@sluice/core";

/** The server that is asked, for the messages. */
export interface Asked {
  /** The account's host. */
  readonly host: string;
  /** The setting that the host comes from. */
  readonly setting: "company" | "base_url";
}

/**
 * Checks key and account by reading one project. The reply to a bad key is not documented: Django REST framework sends 401, or
 * 403 if it is set up without an authenticate header. So after a 403 the index of the API is requested too, which any good key
 * should open: it distinguishes a bad key from one that only lacks a permission.
 *
 * @throws ConfigError that distinguishes a bad key, a missing permission and a wrong company.
 */
export async function probe(http: HttpClient, asked: Asked): Promise<void> {
  const refusal = await failureOf(oneProject(http));
  if (refusal === undefined) return;
  const error =
    refusal.status === 403 ? forbiddenError(await failureOf(index(http)), asked) : configErrorOf(refusal, asked);
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

function forbiddenError(atIndex: ConnectorError | undefined, { host, setting }: Asked): ConfigError {
  if (atIndex === undefined) {
    return new ConfigError(
      `${host} knows the key but does not let it read projects (HTTP 403). A key has the rights of the user who made it: ` +
        "have that user given the right to see projects, or make a key as another user.",
      { status: 403 },
    );
  }
  if (atIndex.status === 401 || atIndex.status === 403) return badKeyError(403, { host, setting });
  return new ConfigError(
    `${host} refused to list projects (HTTP 403). Either the key is wrong, then check api_key, or its user may not see projects.`,
    { status: 403, cause: atIndex },
  );
}

/** Undefined for a failure that is unrelated to the config, or whose message already says what to do. */
function configErrorOf(error: ConnectorError, asked: Asked): ConfigError | undefined {
  if (error.status === 401) return badKeyError(401, asked);
  const { host, setting } = asked;
  if (!isElsewhere(error)) return undefined;
  return new ConfigError(
    `There seems to be no Baton account at ${host}. Check ${setting}, which must be the address where you sign in to Baton. ` +
      `(${error.message})`,
    { cause: error },
  );
}

/** An unknown host, a certificate for another one, a missing page, a redirect to another host, or a web page. */
function isElsewhere({ status, detail, failureType }: ConnectorError): boolean {
  if (status !== undefined) return status === 404 || (status >= 300 && status < 400);
  return failureType !== "transient_error" || detail?.startsWith("ENOTFOUND") === true;
}

function badKeyError(status: number, { host, setting }: Asked): ConfigError {
  return new ConfigError(
    `${host} refused the key (HTTP ${status}). Check api_key: it may be mistyped or revoked, or belong to another account than ` +
      `the one in ${setting}. A new one is made under account settings → API.`,
    { status },
  );
}
