import type { Socket } from "node:net";

/**
 * Carries bytes both ways until both sides have ended; one side's end is passed on and the other way stays open.
 * Both sockets must have been made with `allowHalfOpen`.
 */
export function relay(a: Socket, b: Socket): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.setNoDelay(true);
    from.on("error", () => to.destroy());
    from.on("close", () => {
      // After a regular end, what is still to be written to the other side must get there.
      if (!from.readableEnded) to.destroy();
    });
    from.pipe(to);
  }
  // One of them may have gone while the other was being connected.
  if (a.destroyed) b.destroy();
  if (b.destroyed) a.destroy();
}

/** Reads the first line (without the newline, at most 4 KiB); what follows stays in the socket. */
export function readLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    const settle = (act: () => void) => {
      socket.off("readable", onReadable).off("close", onClose).off("error", onClose);
      act();
    };
    const onClose = () => settle(() => reject(new Error("the connection ended before its first line")));
    const onReadable = () => {
      for (
        let chunk = socket.read() as Buffer | null;
        chunk !== null;
        chunk = socket.read() as Buffer | null
      ) {
        seen = Buffer.concat([seen, chunk]);
        const end = seen.indexOf("\n");
        if (end >= 0) {
          const rest = seen.subarray(end + 1);
          if (rest.length > 0) socket.unshift(rest);
          return settle(() => resolve(seen.subarray(0, end).toString("utf8")));
        }
        if (seen.length > 4096) return settle(() => reject(new Error("the first line is too long")));
      }
      if (socket.readableEnded) onClose();
    };
    socket.on("readable", onReadable).once("close", onClose).once("end", onClose).once("error", onClose);
  });
}
