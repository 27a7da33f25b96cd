import { gzipSync } from "node:zlib";
import { stringify } from "yaml";
import type { NodeReference } from "./references.ts";
import { renderDeep, renderTerraform, renderText } from "./text.ts";
import type { NodeFile, UserData } from "./user-data.ts";

/** What cloud-init must see first to read a document as its own configuration. */
export const HEADER = "#cloud-config\n";

/**
 * CloudStack's limit of user-data in bytes, after base64.
 *
 * @see https://docs.cloudstack.apache.org/en/latest/adminguide/virtual_machines/user-data.html (`vm.userdata.max.length`)
 */
export const MAX_BYTES = 32_768;

/** Real values of everything that only Terraform knows. */
export type NodeValues = Readonly<Record<NodeReference, string>>;

/** A cloud-config document. JSON is YAML, so this is what travels. */
export interface CloudConfig {
  readonly hostname: string;
  readonly preserve_hostname: false;
  readonly timezone: string;
  readonly ssh_pwauth: false;
  readonly disable_root: true;
  readonly write_files: readonly WriteFile[];
  readonly runcmd: readonly (readonly string[])[];
}

interface WriteFile {
  readonly path: string;
  readonly permissions: string;
  readonly content: string;
  readonly encoding?: "b64";
}

/** Everything of the document but its files. */
export function settings(data: UserData): Omit<CloudConfig, "write_files"> {
  return {
    hostname: data.hostname,
    preserve_hostname: false,
    timezone: data.timezone,
    ssh_pwauth: false,
    disable_root: true,
    runcmd: data.runcmd,
  };
}

/** The document with real values, as the node will read it. */
export function cloudConfig(data: UserData, values: NodeValues): CloudConfig {
  const founding = values["initialise-until"] === "" ? [] : data.founderFiles;
  const files = [...data.sharedFiles, ...data.files, ...founding].map((file): WriteFile => {
    const { path, permissions, content } = file;
    if ("yaml" in content) {
      const yaml = renderDeep<NodeReference>(content.yaml, (source) => renderText(source, values));
      return { path, permissions, content: stringify(yaml) };
    }
    const plain = renderText(content, values);
    return file.exact
      ? { path, permissions, encoding: "b64", content: Buffer.from(plain).toString("base64") }
      : { path, permissions, content: plain };
  });
  return { ...settings(data), write_files: files };
}

/** Size in bytes of a document as CloudStack counts it: gzip, then base64. */
export function encodedSize(document: CloudConfig): number {
  const compressed = gzipSync(HEADER + JSON.stringify(document), { level: 6 });
  return Math.ceil(compressed.length / 3) * 4;
}

/** A `write_files` entry whose references are Terraform expressions. */
export function terraformFile(file: NodeFile, expressions: NodeValues): Record<string, unknown> {
  const { path, permissions, content } = file;
  if ("yaml" in content) throw new TypeError(`${path} is rendered by yamlencode, from a local of its own`);
  const rendered = renderTerraform(content, expressions);
  if (!file.exact) return { path, permissions, content: rendered };
  const [only] = content;
  if (content.length !== 1 || typeof only !== "object") throw new TypeError(`${path} must be one reference`);
  return { path, permissions, encoding: "b64", content: `\${base64encode(${expressions[only.ref]})}` };
}
