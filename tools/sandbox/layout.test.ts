import { describe, expect, it } from "vitest";
import { sandboxNetwork } from "./layout.ts";

describe("sandboxNetwork", () => {
  it("is 127.0.77.0/24 unless the environment names another", () => {
    expect(sandboxNetwork({}).managementAddress).toBe("127.0.77.1");
    expect(sandboxNetwork({ LOCO_SANDBOX_NETWORK: "127.9.8.0/24" }).publicAddresses).toEqual([
      "127.9.8.10",
      "127.9.8.250",
    ]);
  });

  it.each([
    "10.0.0.0/24",
    "127.0.0.0/24",
    "127.0.0.0/16",
    "127.0.0.0/8",
    "127.0.77.0/16",
    "127.0.77.0",
    "127.300.1.0/24",
    "here",
  ])("refuses %s", (range) => {
    expect(() => sandboxNetwork({ LOCO_SANDBOX_NETWORK: range })).toThrow(
      `LOCO_SANDBOX_NETWORK is '${range}'`,
    );
  });
});
