/** Streams that are signed in different ways. */
import { expect, test } from "@jest/globals";
import { bookStream, imported, manifest } from "./manifest-file.js";

const bearer = (api_token: string, more: object = {}) => ({ type: "BearerAuthenticator", api_token, ...more });
const KEY = bearer("{{ config['api_key'] }}");

/** A library with a stream for each authenticator, after one that is signed by the key. */
function library(...authenticators: readonly object[]): object {
  const streams = authenticators.map((authenticator, index) =>
    bookStream({ name: `list${index}`, requester: { authenticator, path: `/list${index}` } }),
  );
  return manifest(
    { requester: { authenticator: KEY } },
    { streams: [bookStream({ requester: { authenticator: KEY } }), ...streams] },
  );
}

test("names the authenticators of streams that are signed in another way than most", async () => {
  const { design, report } = await imported(library(KEY, { type: "NoAuth" }, bearer("{{ config['start_date'] }}")));
  expect(design.auth).toMatchObject({ kind: "bearer", token: [{ code: expect.stringContaining("api_key") }] });
  expect(design.authenticators).toMatchObject({ none: { kind: "none" }, start_date: { kind: "bearer" } });
  expect(design.streams.map(({ signedBy }) => signedBy)).toEqual([undefined, undefined, "none", "start_date"]);
  expect(report.streams.map(({ outcome }) => outcome)).toEqual(["whole", "whole", "whole", "whole"]);
});

test("takes two that sign in the same way for one, however they are written", async () => {
  const { design } = await imported(library(bearer('{{ config["api_key"] }}', { $parameters: { name: "list" } })));
  expect(design).not.toHaveProperty("authenticators");
  expect(design.streams.map(({ signedBy }) => signedBy)).toEqual([undefined, undefined]);
});

test("signs as a stream with credentials does, though most have none", async () => {
  const { design } = await imported(library({ type: "NoAuth" }, { type: "NoAuth" }));
  expect(design.auth.kind).toBe("bearer");
  expect(design.streams.map(({ signedBy }) => signedBy)).toEqual([undefined, "none", "none"]);
});

test("says at the stream what of its authenticator is left to do", async () => {
  const { report } = await imported(
    library({ type: "CustomAuthenticator", class_name: "components.SealAuthenticator" }),
  );
  expect(report.streams.map(({ outcome }) => outcome)).toEqual(["whole", "partly"]);
  expect(report.streams[1]?.reasons).toEqual(["Write the authenticator that the manifest calls SealAuthenticator."]);
});
