import { filesContract } from "./files-contract.js";

filesContract(["parquet"]);
