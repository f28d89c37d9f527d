import { main } from "@sluice/core/cli";
import { Forge } from "./source.js";

await main(new Forge());
