import { output } from "./program.js";
import type { Stage } from "./stage.js";

const TO_JSON = "import json, sys, yaml; json.dump(list(yaml.safe_load_all(open(sys.argv[1]))), sys.stdout)";

/** The documents of a YAML file, read by the library that the Kubernetes checker brings along. */
export async function documentsIn<T>(file: string, stage: Stage): Promise<readonly T[]> {
  const python = stage.bin("kubernetes-validate", "python");
  return JSON.parse(await output(python, ["-c", TO_JSON, file])) as T[];
}
