import { expect, test } from "@jest/globals";
import { ConfigError, path } from "@sluice/core";
import { Grid } from "../../core/test/support/grid.js";
import { startGrid } from "../../core/test/support/grid-fake.js";
import { discovered, parentsOf } from "../src/index.js";
import { useFake } from "../src/jest.js";
import { Items, Labels, SmallSource } from "./small-source.js";

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

test("finds the parents of streams that need a setting for their slices or for their path", async () => {
  class Boards extends Labels {
    override async slices(): Promise<never> {
      throw new ConfigError("The setting board_ids is missing.");
    }
  }
  class Cards extends Items {
    override path(): string {
      return path`accounts/${(this.config as { account?: string }).account}/cards`;
    }
  }
  class BoardSource extends SmallSource {
    override readonly streams = [Boards, Cards];
  }
  expect(await parentsOf(new BoardSource().describe())).toEqual(
    new Map([
      ["labels", []],
      ["items", []],
    ]),
  );
});
