/** Shapes that several streams share, each defined once. */
import { s } from "@sluice/core";

/** The first fields of each record. */
export const identity = { id: s.key(s.integer), _self: s.string.describe("Address of this record.") };

/** When a record was made and last changed. */
export const stamps = { created: s.timestamp, modified: s.timestamp };

/** A relation: the address of a record of another stream, which ends in that record's id. */
export const link = (what: string, stream: string) => s.refers(address(what), stream);

/** The address of a record that may be of any kind. */
export const address = (what: string) => s.string.describe(`Address of the ${what}; its last part is the id.`);

/** One address of a filtered list, although the name promises a list. */
export const listLink = (what: string) => s.string.describe(`Address of the list of ${what}, not the list itself.`);

/** A decimal number as text, so that no digit is lost. */
export const decimal = s.string.describe('A decimal number as text, e.g. "12000.00".');

/** The fields of a record that is inside another. */
export const inner = { id: s.integer, _self: s.string };

/** The phase inside milestones, projects and templates. */
export const phaseObject = s.object({ ...inner, name: s.string, order: s.integer, ...stamps });
