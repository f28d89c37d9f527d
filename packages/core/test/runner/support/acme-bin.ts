/** A connector's bin, for tests that need a process. */
import { main } from "@sluice/core/cli";
import { Acme } from "./acme.js";
import { FaultyAcme } from "./faulty-acme.js";
import { RotatingAcme } from "./rotating-acme.js";

const { ACME: which } = process.env;
await main(which === "faulty" ? new FaultyAcme() : which === "rotating" ? new RotatingAcme() : new Acme());
