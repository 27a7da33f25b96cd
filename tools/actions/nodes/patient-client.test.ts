import { describe, expect, it } from "vitest";
import { formatError } from "../../cli/format-error.ts";
import { type KubeClient, KubeError, kubeClient } from "../../kubernetes/kube-client.ts";
import { patientClient, untilAnswered } from "./patient-client.ts";

const SERVER = "https://127.0.0.1:1";

/** Real client, nobody listens there; `errors` come first, one by one, and then answers. */
function failing(...errors: readonly Error[]): KubeClient {
  const left = [...errors];
  const real = kubeClient({ server: SERVER, ca: "", certificate: "", key: "" });
  return {
    ...real,
    delete: async () => {
      const error = left.shift();
      if (error !== undefined) throw error;
    },
  };
}

const cut = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

describe("a patient client", () => {
  it("makes a call again whose connection was cut, or for which etcd had no leader", async () => {
    const busy = new KubeError(503, "etcdserver: leader changed");
    await expect(patientClient(failing(cut, busy), SERVER, 0).delete("/x")).resolves.toBeUndefined();
  });

  it("says that nothing answers", async () => {
    const client = patientClient(kubeClient({ server: SERVER, ca: "", certificate: "", key: "" }), SERVER, 0);
    await expect(client.get("/version")).rejects.toMatchObject({
      code: "API_UNREACHABLE",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("leaves a refusal to the one who called", async () => {
    const refusal = new KubeError(404, 'DELETE /x: nodes "x" not found');
    const client = patientClient(failing(refusal), SERVER, 0);
    await expect(client.delete("/x")).rejects.toBe(refusal);
    await expect(client.delete("/x")).resolves.toBeUndefined();
  });

  it("never makes an answer of the API a bug of Loco's", () => {
    const words = formatError(new KubeError(403, "PATCH /api/v1/nodes/x: forbidden"), false);
    expect(words).toMatch(/^error {2}PATCH .*forbidden {2}\[API_REFUSED\]/);
  });
});

describe("untilAnswered", () => {
  it("asks again while a server is not ready, and takes the last word when patience ends", async () => {
    const said = ["not ready", "not ready", "ready"];
    const ask = async () => said.shift() ?? "";
    const isAnswer = (word: string) => word === "ready";
    expect(await untilAnswered(ask, isAnswer, { pause: 1 })).toBe("ready");
    expect(await untilAnswered(async () => "gone", isAnswer, { patience: 0, pause: 1 })).toBe("gone");
  });
});
