import { describe, expect, test } from "@jest/globals";
import { Output } from "../src/index.js";
import { leaks } from "../src/leaks.js";
import { SmallSource } from "./small-source.js";

const config = { token: "config-Token/1", base_url: "https://api.example.com" };
const secrets = ["fetched+Token=2"];
const found = (text: string, type = "LOG") =>
  leaks(new SmallSource(), { config, secrets }, new Output(`${JSON.stringify({ type, text })}\n`, 0));

describe("the leak check", () => {
  test("accepts an output without secrets", () => {
    expect(found("GET /items")).toEqual([]);
  });

  test.each([
    ["as it is", "config-Token/1"],
    ["URL-encoded", "token=config-Token%2F1"],
    ["in base64", Buffer.from("config-Token/1").toString("base64")],
  ])("finds a secret of the config, %s", (_how, text) => {
    expect(found(text)).toEqual(["token"]);
  });

  test.each([
    ["as it is", "Bearer fetched+Token=2"],
    ["URL-encoded", "token=fetched%2BToken%3D2"],
    ["in base64", Buffer.from("fetched+Token=2").toString("base64")],
  ])("finds a token that the API handed out, %s", (_how, text) => {
    expect(found(text)).toEqual(["secrets[0] of the fake"]);
  });

  test("accepts the secrets of a CONTROL message, which is how a new config is saved", () => {
    expect(found("config-Token/1 and fetched+Token=2", "CONTROL")).toEqual([]);
  });
});
