import { isPrivateHost, isPublicOnly } from "./private-address.js";

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Why no credentials may be sent to a URL that a user or a connector names. */
export type CredentialUrlProblem = "not https" | "credentials inside" | "private address";

/** The first reason, if there is one. http is for loopback addresses only, and the cloud refuses private ones. */
export function credentialUrlProblem({
  protocol,
  hostname,
  username,
  password,
}: URL): CredentialUrlProblem | undefined {
  if (protocol !== "https:" && !(protocol === "http:" && LOOPBACK.test(hostname))) return "not https";
  if (username !== "" || password !== "") return "credentials inside";
  return isPublicOnly() && isPrivateHost(hostname) ? "private address" : undefined;
}
