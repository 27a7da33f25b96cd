import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { execa } from "execa";
import { machineDir } from "../../tools/sandbox/host/disk/machine-dir.ts";
import { systemPath } from "../../tools/sandbox/host/namespaces.ts";

/** Answers each connection with the machine's word and everything that came, as soon as that ends in `END`. */
const PROGRAM = `
const [word, port] = process.argv.slice(1);
require("node:net").createServer((socket) => {
  let came = "";
  socket.on("error", () => {}).on("data", (chunk) => {
    came += chunk;
    if (came.endsWith("END")) socket.end(word + " got " + came);
  });
}).listen(Number(port), "0.0.0.0", () => console.log("listening"));
`;

/** Listens on a port within a sandbox's machine, in place of the pods and kube-proxy that do not run there. */
export async function listenWithin(
  hostDir: string,
  { id, name }: { readonly id: string; readonly name: string },
  port: number,
): Promise<{ close(): Promise<void> }> {
  const pid = processOf(machineDir(hostDir, id).dir);
  const inside = ["--target", String(pid), "--user", "--net", "--preserve-credentials"];
  const child = execa("nsenter", [...inside, process.execPath, "-e", PROGRAM, name, String(port)], {
    env: { PATH: systemPath() },
    reject: false,
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    void child.then(({ stderr }) => reject(new Error(stderr)));
  });
  return {
    async close() {
      child.kill();
      await child;
    },
  };
}

/** The reply of what listens on an address to a client with this source address; undefined when it is turned away. */
export async function ask(
  host: string,
  port: number,
  localAddress: string,
): Promise<{ readonly reply: string; readonly clientPort: number } | undefined> {
  const socket = connect({ host, port, localAddress });
  let clientPort = 0;
  socket.on("connect", () => {
    clientPort = socket.localPort ?? 0;
    socket.write("END");
  });
  const reply = await text(socket).catch(() => "");
  return reply === "" ? undefined : { reply, clientPort };
}

/** The process that holds a machine's namespaces. */
function processOf(dir: string): number {
  const found = readdirSync("/proc").find((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      const variables = readFileSync(`/proc/${entry}/environ`, "utf8").split("\0");
      return variables.includes(`MACHINE_DIR=${dir}`) && commandOf(entry).startsWith("sh\0");
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error(`no process runs the machine of ${dir}`);
  return Number(found);
}

const commandOf = (pid: string) => readFileSync(`/proc/${pid}/cmdline`, "utf8");
