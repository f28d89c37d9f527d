/** How many redirects are followed. */
const MAX_REDIRECTS = 3;

/** Where a redirect means that the same request is made again; after a 303 the request has been received. */
const AGAIN: ReadonlySet<number> = new Set([301, 302, 307, 308]);

/**
 * Sends a JSON text to a URL by POST. A redirect to another origin is not followed, because the text is for the one that was named.
 *
 * @throws Error if it was not received, with the reason; it may quote the URL.
 */
export async function post(given: URL, body: string, signal: AbortSignal): Promise<void> {
  const { url, headers } = requestOf(given);
  let target = url;
  for (let redirects = 0; ; redirects++) {
    const response = await answer(target, { body, headers, signal });
    await response.body?.cancel();
    const { status } = response;
    if (response.ok || status === 303) return;
    const location = response.headers.get("location");
    if (!AGAIN.has(status) || location === null) throw new Error(`${target.host} answered with status ${status}`);
    const next = new URL(location, target);
    if (next.origin !== target.origin)
      throw new Error(`${target.host} redirects to another origin (${next.origin}), which is not followed`);
    if (redirects === MAX_REDIRECTS) throw new Error(`${target.host} redirects more than ${MAX_REDIRECTS} times`);
    target = next;
  }
}

interface Message {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

async function answer(url: URL, message: Message): Promise<Response> {
  try {
    return await fetch(url, { method: "POST", redirect: "manual", ...message });
  } catch (error) {
    if (message.signal.aborted) throw error;
    throw new Error(`${url.host} cannot be reached (${reasonOf(error)})`, { cause: error });
  }
}

/** A user and a password in a URL become a header, because `fetch` takes none. */
function requestOf(given: URL): { readonly url: URL; readonly headers: Message["headers"] } {
  const url = new URL(given);
  const headers = { "content-type": "application/json", "user-agent": "sluice" };
  if (url.username === "" && url.password === "") return { url, headers };
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = "";
  url.password = "";
  return { url, headers: { ...headers, authorization: `Basic ${Buffer.from(user).toString("base64")}` } };
}

/** `fetch` says no more than that it failed; its cause says why. */
function reasonOf(error: unknown): string {
  const { cause = error } = Object(error) as { readonly cause?: unknown };
  const { message, code } = Object(cause) as { readonly message?: unknown; readonly code?: unknown };
  return String(message || code || cause);
}
