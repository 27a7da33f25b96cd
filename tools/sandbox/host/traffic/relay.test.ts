import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { open } from "./connect.ts";
import { readLine, relay } from "./relay.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(connection: (socket: Socket) => void): Promise<number> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, connection).listen(
    0,
    "127.0.0.1",
  );
  servers.push(server);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

describe("relay", () => {
  it("passes one side's end on and still brings the answer, however long", async () => {
    const upstream = await serve(async (socket) => {
      const request = await new Promise<number>((resolve) => {
        let size = 0;
        socket
          .on("data", (data) => (size += data.length))
          .on("end", () => resolve(size))
          .resume();
      });
      socket.end(`${request} ${"x".repeat(3_000_000)}`);
    });
    const port = await serve(async (socket) =>
      relay(socket, await open({ host: "127.0.0.1", port: upstream })),
    );
    const client = await open({ host: "127.0.0.1", port });
    client.end("y".repeat(2_000_000));
    const answer = await text(client);
    expect(answer.slice(0, 8)).toBe("2000000 ");
    expect(answer.length).toBe(3_000_008);
  });

  it("ends the client's connection when the other side breaks off", async () => {
    const upstream = await serve((socket) => socket.once("data", () => socket.resetAndDestroy()).resume());
    const port = await serve(async (socket) =>
      relay(socket, await open({ host: "127.0.0.1", port: upstream })),
    );
    const client = await open({ host: "127.0.0.1", port });
    client.write("x");
    expect(await text(client).catch(() => "")).toBe("");
  });
});

describe("readLine", () => {
  it("leaves what follows the line in the socket", async () => {
    const port = await serve((socket) => socket.end("ok\nrest"));
    const socket = await open({ host: "127.0.0.1", port });
    expect(await readLine(socket)).toBe("ok");
    expect(await text(socket)).toBe("rest");
  });

  it("fails when the connection ends first", async () => {
    const port = await serve((socket) => socket.end("half a li"));
    await expect(readLine(await open({ host: "127.0.0.1", port }))).rejects.toThrow(
      "ended before its first line",
    );
  });
});
