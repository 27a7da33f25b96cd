import { gunzipSync } from "node:zlib";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { parseDocument } from "yaml";
import schema from "./cloud-config.schema.json" with { type: "json" };
import type { CloudConfig } from "./cloud-config.ts";

/** User-data, read. `problems` are lines for the console. */
export type UserData =
  | { readonly kind: "config"; readonly config: CloudConfig }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

/**
 * Reads user-data as sent to CloudStack and decoded there: gzip or plain, with the `#cloud-config` header, a
 * YAML (or JSON) body. Empty user-data is an empty configuration.
 *
 * @see https://docs.cloud-init.io/en/latest/explanation/format/cloud-config.html
 */
export function readUserData(data: Buffer): UserData {
  if (data.length === 0) return { kind: "config", config: {} };
  let text: string;
  try {
    text = (data[0] === 0x1f && data[1] === 0x8b ? gunzipSync(data) : data).toString("utf8");
  } catch (error) {
    return invalid(`gzip cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const header = text.split("\n", 1)[0]?.trimEnd();
  if (header !== "#cloud-config")
    return invalid(`the first line must be #cloud-config, found '${header?.slice(0, 60)}'`);
  const document = parseDocument(text, { version: "1.1" });
  const [yamlError] = document.errors;
  if (yamlError !== undefined) return invalid(yamlError.message.split("\n").join(" "));
  const config: unknown = document.toJS() ?? {};
  const validate = new Ajv2020({ allErrors: true, strict: false }).compile<CloudConfig>(schema);
  if (validate(config)) return { kind: "config", config };
  return invalid(...new Set((validate.errors ?? []).filter(isLeaf).map(describe)));
}

function invalid(...problems: readonly string[]): UserData {
  return { kind: "invalid", problems };
}

/** Ajv also reports the `oneOf` around a mistake; the branches inside say more. */
function isLeaf(error: ErrorObject): boolean {
  return error.keyword !== "oneOf";
}

function describe(error: ErrorObject): string {
  const path = error.instancePath.slice(1).replaceAll("/", ".");
  const at = (key: string) => (path === "" ? key : `${path}.${key}`);
  if (error.keyword === "additionalProperties") {
    return `unknown key '${at(String(error.params.additionalProperty))}'`;
  }
  if (error.keyword === "required") return `'${at(String(error.params.missingProperty))}' is missing`;
  const allowed = error.keyword === "enum" ? `: ${(error.params.allowedValues as unknown[]).join(", ")}` : "";
  return `'${path === "" ? "user-data" : path}' ${error.message ?? error.keyword}${allowed}`;
}
