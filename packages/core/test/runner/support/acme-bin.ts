/** A connector's bin, for tests that need a process. */
import { main } from "@sluice/core/cli";
import { Acme } from "./acme.js";
import { FaultyAcme } from "./faulty-acme.js";

await main(process.env["ACME"] === "faulty" ? new FaultyAcme() : new Acme());
