import { main } from "@sluice/core/cli";
import { Gridbase } from "./source.js";

await main(new Gridbase());
