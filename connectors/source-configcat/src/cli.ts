import { main } from "@sluice/core/cli";
import { ConfigCat } from "./source.js";

await main(new ConfigCat());
