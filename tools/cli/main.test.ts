import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";

it("ends without a word when nobody reads its output any more", async () => {
  const loco = new URL("loco.js", import.meta.url).pathname;
  const child = spawn(process.execPath, [loco, "explain", "--json"], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  const said: string[] = [];
  child.stderr.on("data", (chunk) => said.push(String(chunk)));
  const [code] = await once(child, "close");
  expect({ code, said: said.join("") }).toEqual({ code: 0, said: "" });
}, 20_000);
