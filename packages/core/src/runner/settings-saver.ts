import { settingNames, textsIn, withChanges } from "../protocol/changes.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import { connectorConfig } from "../protocol/messages.js";
import { secretsIn } from "../schema/secrets.js";
import type { Run } from "./command.js";
import { isProgressWanted } from "./request-counts.js";

/**
 * Saves the settings that a source replaces during a run: in the file of the config, and as the new config in a CONTROL message.
 * `check` does the same as `read`: the protocol allows it there, and a refresh token that was used up is gone either way.
 *
 * @param input the config as the user gave it: what a schema adds by default is not the user's.
 */
export function settingsSaver(run: Run, input: JsonValue): (changes: JsonObject) => Promise<void> {
  const { source, command, writer, secrets, logger, clock } = run;
  const given = isJsonObject(input) ? input : {};
  let all: JsonObject = {};
  let saved: Promise<void> = Promise.resolve();
  let hasWarned = false;
  return (changes) => {
    all = withChanges(all, changes);
    const config = withChanges(given, all);
    secrets.add(...textsIn(changes), ...secretsIn(source.settings, config));
    const problem = command.saveConfig?.(all); // first: it works without a reader of stdout too
    if (problem !== undefined && !hasWarned && !isProgressWanted()) {
      hasWarned = true;
      const where = command.format === "singer" ? "lost with this run" : "only in the CONTROL message on stdout";
      logger.warn(`${settingNames(changes)}: the API has replaced it, and the new value is ${where}. ${problem}`);
    }
    saved = saved.then(() => writer.send(connectorConfig(config, clock.now())));
    return saved;
  };
}
