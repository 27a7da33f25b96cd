import type { Diagnostic } from "../config/diagnostic.ts";
import { isTable } from "../config/table.ts";
import type { TomlDocument } from "../config/toml-document.ts";

/** Says of a file of Loco 0.1, whose tables begin with a capital, that it is one. */
export function oldFormat(document: TomlDocument): Diagnostic | undefined {
  const key = ["Metadata", "metadata"].find((each) => isTable(document.value[each]));
  if (
    key === undefined ||
    !["Resources", "Routing", "Build", "resources", "routing", "build"].some((each) =>
      isTable(document.value[each]),
    )
  )
    return undefined;
  return {
    severity: "error",
    file: document.file,
    key,
    message: "this is a file of Loco 0.1, whose keys are other ones",
    hint: "for instance Metadata.Name is name now, Routing.Port is port, Resources.CPU is cpu, Env.Variables is [env]; move it away, and npx loco init writes a new one",
    ...document.position([key], true),
  };
}
