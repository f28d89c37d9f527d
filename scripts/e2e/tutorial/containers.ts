import { findBase } from "../images/base.js";
import { writeDocker } from "../images/docker.js";
import { findEngine, whyNoContainer } from "../images/engine.js";

/**
 * Puts a program `docker` into a folder, whichever engine is here.
 *
 * @returns why there is none; undefined if images can be built and run.
 */
export async function provideDocker(folder: string): Promise<string | undefined> {
  const engine = findEngine();
  if (engine === undefined) return "there is neither docker (with its daemon) nor podman";
  const base = findBase(engine);
  if (base === undefined) return "no image registry can be reached, and there is no debootstrap to make a base";
  const hindrance = await whyNoContainer(engine, base);
  if (hindrance === undefined) writeDocker(folder, engine, base);
  return hindrance;
}
