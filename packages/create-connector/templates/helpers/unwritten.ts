import { SystemError } from "@sluice/core";

/** Stands where code has to be written by hand. @throws SystemError with what to write. */
export function unwritten(todo: string): never {
  throw new SystemError(todo);
}
