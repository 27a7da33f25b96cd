import { gunzipSync } from "node:zlib";
import type { WriteFile } from "./cloud-config.ts";

/** The bytes of a `write_files` entry. @throws Error when they are not gzip although the encoding says so. */
export function fileContent({ content = "", encoding = "text/plain" }: WriteFile): Buffer {
  if (encoding === "text/plain") return Buffer.from(content, "utf8");
  const base64 = /b(ase)?64$/.test(encoding);
  const bytes = Buffer.from(content, base64 ? "base64" : "latin1");
  return encoding.startsWith("gz") ? gunzipSync(bytes) : bytes;
}
