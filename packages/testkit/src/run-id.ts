import { randomUUID } from "node:crypto";
import type { AnySource } from "@sluice/core/internal";

const RUN_ID = /\+run\.([0-9a-f-]+)$/;

/** Gives a source a version of its own for one run, so that the User-Agent identifies the run's requests. */
export function identifyRun(source: AnySource): void {
  const version = `${source.version.replace(RUN_ID, "")}+run.${randomUUID()}`;
  Object.defineProperty(source, "version", { value: version, configurable: true });
}

/** The run that sent a request; undefined for a request of another client. */
export function runIdOf(headers: Readonly<Record<string, string>>): string | undefined {
  return RUN_ID.exec(headers["user-agent"] ?? "")?.[1];
}
