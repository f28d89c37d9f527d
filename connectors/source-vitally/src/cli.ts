import { main } from "@sluice/core/cli";
import { Vitally } from "./source.js";

await main(new Vitally());
