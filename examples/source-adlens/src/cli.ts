import { main } from "@sluice/core/cli";
import { Adlens } from "./source.js";

await main(new Adlens());
