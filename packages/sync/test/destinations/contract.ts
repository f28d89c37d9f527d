/** What every kind of destination does, on a real one. */
import { identityContract } from "./contracts/identity.js";
import { replaceContract } from "./contracts/replace.js";
import { resetContract } from "./contracts/reset.js";
import { rowsContract } from "./contracts/rows.js";
import { runsContract } from "./contracts/runs.js";
import { stateContract } from "./contracts/state.js";
import type { Subject } from "./contracts/subject.js";
import { tablesContract } from "./contracts/tables.js";

export function destinationContract(subject: Subject): void {
  rowsContract(subject);
  replaceContract(subject);
  identityContract(subject);
  tablesContract(subject);
  stateContract(subject);
  runsContract(subject);
  resetContract(subject);
}
