/** What the other packages of this repository need. It is not for connectors, and may change with any version. */
export { GivenConfig } from "./cli/given-config.js";
export * from "./cli/program/index.js";
export { redactor } from "./errors/redact.js";
export { systemClock } from "./http/clock.js";
export { applyChange, createRequest, urlOf } from "./http/request.js";
export { encodeBody } from "./http/request-body.js";
export { pathsIn, settingAt, settingNames, textsIn, withChanges } from "./protocol/changes.js";
export type { Command } from "./runner/command.js";
export { ChangedFileError, updateConfigFile } from "./runner/config-file.js";
export { type Outcome, run } from "./runner/run.js";
export { writePrivateFile } from "./runner/update-file.js";
export { type Reference, referencesOf } from "./schema/json-schema.js";
export { secretsIn } from "./schema/secrets.js";
export type { AnySource } from "./source/any-source.js";
export { environmentName } from "./source/config.js";
export { catalogEntry, connectionSpecification } from "./source/facts.js";
