import type { HttpRequest } from "../http/request.js";
import { Authenticator } from "./authenticator.js";

/** For APIs that anyone may read. */
export class NoAuth extends Authenticator {
  authenticate(request: HttpRequest): HttpRequest {
    return request;
  }
}
