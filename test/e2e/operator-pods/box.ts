import { spawn } from "node:child_process";
import { connect, createServer } from "node:net";

// Runs in namespaces of its own: what listens on the API's port here leads to the API outside, by a socket in the file system.
const [port = "", socket = "", program = "", ...args] = process.argv.slice(2);
const relay = createServer((here) => {
  const there = connect(socket);
  here.pipe(there).pipe(here);
  here.on("error", () => there.destroy());
  there.on("error", () => here.destroy());
});
relay.listen(Number(port), "127.0.0.1", () => {
  spawn(program, args, { stdio: "inherit" }).on("exit", (code) => process.exit(code ?? 1));
});
