import type { HttpRequest } from "../http/request.js";
import type { HttpResponse } from "../http/response.js";

/** Signs requests: once per attempt, on a copy. It knows nothing of paging, and paging nothing of it. */
export abstract class Authenticator {
  /** The request with the credentials in it. */
  abstract authenticate(request: HttpRequest): HttpRequest | Promise<HttpRequest>;

  /** The reply without the credentials, for schemes where the API repeats them. */
  unsign(response: HttpResponse): HttpResponse {
    return response;
  }
}

/** A copy of the request with one more header. */
export function withHeader(request: HttpRequest, name: string, value: string): HttpRequest {
  return Object.freeze({ ...request, headers: Object.freeze({ ...request.headers, [name]: value }) });
}
