import { main } from "@sluice/core/cli";
import { Rolodex } from "./source.js";

await main(new Rolodex());
