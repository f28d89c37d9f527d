import { expect, test } from "@jest/globals";
import { BackgroundWork } from "../../src/sync/background-work.js";

test("does one piece of work at a time while its owner continues", async () => {
  const [work, log] = [new BackgroundWork(), [] as string[]];
  let finish = (): void => undefined;
  await work.start(async () => {
    log.push("first begins");
    await new Promise<void>((resolve) => (finish = resolve));
    log.push("first ends");
  });
  const second = work.start(async () => void log.push("second"));
  log.push("owner");
  finish();
  await second;
  await work.ended();
  expect(log).toEqual(["first begins", "owner", "first ends", "second"]);
});

test("throws what went wrong to its owner, and starts nothing after it", async () => {
  const work = new BackgroundWork();
  await work.start(() => Promise.reject(new Error("The disk is full.")));
  await work.settled();
  await expect(work.start(() => Promise.reject(new Error("begun")))).rejects.toThrow("The disk is full.");
  await expect(work.ended()).rejects.toThrow("The disk is full.");
});
