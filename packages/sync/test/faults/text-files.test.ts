import { filesContract } from "../destinations/files-contract.js";

filesContract(["csv", "jsonl"]);
