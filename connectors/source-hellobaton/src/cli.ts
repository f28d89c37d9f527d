import { main } from "@sluice/core/cli";
import { Hellobaton } from "./source.js";

await main(new Hellobaton());
