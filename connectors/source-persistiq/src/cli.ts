import { main } from "@sluice/core/cli";
import { PersistIQ } from "./source.js";

await main(new PersistIQ());
