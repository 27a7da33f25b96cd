import { connect } from "node:net";
import { basename } from "node:path";
import { text } from "node:stream/consumers";
import { controlSocket } from "./supervisor/control.ts";
import type { CommandResult } from "./supervisor/systemctl.ts";

// The machine's `systemctl`, also under the names of links to it: /usr/sbin/reboot, /usr/sbin/poweroff.
const calledAs = basename(process.env.SYSTEMCTL_CALLED_AS ?? "systemctl");
const argv = calledAs === "systemctl" ? process.argv.slice(2) : [calledAs];
const socket = connect({ path: controlSocket, allowHalfOpen: true });
socket.on("error", (error) => {
  process.stderr.write(`systemctl: the machine's supervisor does not answer: ${error.message}\n`);
  process.exitCode = 1;
});
socket.end(JSON.stringify(argv));
void text(socket).then((answer) => {
  const { code, stdout, stderr } = JSON.parse(answer) as CommandResult;
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = code;
});
