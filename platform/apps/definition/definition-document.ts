import type { Diagnostic } from "../../config/diagnostic.ts";
import { positionIn } from "../../config/position-index.ts";
import type { SourceFile } from "../../config/read-documents.ts";
import { isTable } from "../../config/table.ts";
import type { TomlDocument } from "../../config/toml-document.ts";
import type { Definition } from "../source.ts";
import { type DefinitionPositions, definitionPositions } from "./key-positions.ts";

/** What a loco.ts says, as the document that a loco.toml would be. */
export function definitionDocument(
  { file, text }: SourceFile,
  definition: Definition,
): TomlDocument | Diagnostic {
  if (definition.kind === "failed") {
    const { kind: _kind, ...problem } = definition;
    return { severity: "error", file, key: "", ...problem };
  }
  let index: DefinitionPositions | undefined;
  return {
    file,
    value: definition.value,
    has: (path) => path.reduce<unknown>((at, step) => below(at, step), definition.value) !== undefined,
    position(path, atKey = false) {
      index ??= definitionPositions(text);
      return positionIn(index, path, atKey) ?? index.start;
    },
  };
}

function below(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return value[Number(step)];
  return isTable(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}
