/** Shapes that several streams share, each said once. */
import { integer, key, object, refers, text, timestamp } from "@sluice/core";

/** What each record starts with. */
export const identity = { id: key(integer), _self: text.describe("Address of this record.") };

/** When a record was made and last changed. */
export const stamps = { created: timestamp, modified: timestamp };

/** A relation: the address of a record of another stream, which ends in that record's id. */
export const link = (what: string, stream: string) => refers(address(what), stream);

/** The address of a record that may be of any kind. */
export const address = (what: string) => text.describe(`Address of the ${what}; its last part is the id.`);

/** One address of a filtered list, although the name promises a list. */
export const listLink = (what: string) => text.describe(`Address of the list of ${what}, not the list itself.`);

/** A decimal number as text, so that no digit is lost. */
export const decimal = text.describe('A decimal number as text, e.g. "12000.00".');

/** What a record shows where it stands inside another. */
export const inner = { id: integer, _self: text };

/** The phase inside milestones, projects and templates. */
export const phaseObject = object({ ...inner, name: text, order: integer, ...stamps });
