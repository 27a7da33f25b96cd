import { describe, expect, it } from "vitest";
import { claimBootstrapKey, moveBootstrapKey } from "./bootstrap-key.ts";
import type { EtcdKeys } from "./etcd-keys.ts";

function memory(): EtcdKeys {
  const keys = new Set<string>();
  return {
    list: async (prefix) => [...keys].filter((key) => key.startsWith(prefix)),
    put: async (key) => void keys.add(key),
    delete: async (key) => void keys.delete(key),
  };
}

describe("the cluster's identity in etcd", () => {
  it("belongs to the token of the first server, and opens for those with the same one only", async () => {
    const etcd = memory();
    await claimBootstrapKey(etcd, "one");
    await claimBootstrapKey(etcd, "one");
    await expect(claimBootstrapKey(etcd, "two")).rejects.toThrow("encrypted with different token");
  });

  it("opens for the new token alone once it was moved, however often", async () => {
    const etcd = memory();
    await claimBootstrapKey(etcd, "one");
    await moveBootstrapKey(etcd, "one", "two");
    await moveBootstrapKey(etcd, "one", "two");
    await moveBootstrapKey(etcd, "two", "two");
    await claimBootstrapKey(etcd, "two");
    await expect(claimBootstrapKey(etcd, "one")).rejects.toThrow("encrypted with different token");
  });
});
