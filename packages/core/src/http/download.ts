import type { FileTarget } from "./save-body.js";

/** How a file is saved. */
export interface DownloadOptions {
  readonly target: FileTarget;
  /** Scheme, host and port of storages whose links carry their own signature. */
  readonly unsignedOrigins: readonly string[];
  /** The name of the stream's authenticator, if it is not the source's own. */
  readonly signedBy?: string | undefined;
}
