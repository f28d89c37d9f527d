import { expect, test } from "@jest/globals";
import { ConfigError } from "@sluice/core";
import { Grid } from "../../core/test/support/grid.js";
import { startGrid } from "../../core/test/support/grid-fake.js";
import { discovered, parentsOf } from "../src/index.js";
import { useFake } from "../src/jest.js";
import { Labels, SmallSource } from "./small-source.js";

const grid = useFake(startGrid);

test("finds the streams that an API describes, of which none has a parent", async () => {
  const streams = await discovered(new Grid(), grid().config);
  expect(streams.map(({ name }) => name)).toEqual([...grid().expected.keys()]);
  const parents = await parentsOf(streams);
  expect(parents).toEqual(new Map(streams.map(({ name }) => [name, []])));
});

test("needs neither a config nor an API for a source without such streams", async () => {
  expect((await discovered(new SmallSource())).map(({ name }) => name)).toEqual(["items", "labels"]);
});

test("takes a stream that needs a setting for its slices for one without a parent", async () => {
  class Boards extends Labels {
    override async slices(): Promise<never> {
      throw new ConfigError("The setting board_ids is missing.");
    }
  }
  class BoardSource extends SmallSource {
    override readonly streams = [Boards];
  }
  expect(await parentsOf(new BoardSource().describe())).toEqual(new Map([["labels", []]]));
});
