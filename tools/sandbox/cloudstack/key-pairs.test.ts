import { expect, test } from "vitest";
import { testCloud } from "../../../test/support/test-cloud.ts";

const publickey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ3Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmE= me@home";

test("a registered key has a fingerprint and can be given to machines", async () => {
  const { call, run, network, machine } = await testCloud();
  const { keypair } = await call("registerSSHKeyPair", { name: "op", publickey });
  expect(keypair).toMatchObject({
    name: "op",
    fingerprint: expect.stringMatching(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/),
  });
  const id = await network();
  expect((await machine(id, "cp-1", { keypair: "op" })).keypairs).toBe("op");
  const vm = await machine(id, "cp-2");
  await run("stopVirtualMachine", { id: vm.id });
  expect(
    (await run("resetSSHKeyForVirtualMachine", { id: vm.id, keypairs: "op" })).virtualmachine.keypairs,
  ).toBe("op");
});

test("a name is registered once, and must be registered to be used or deleted", async () => {
  const { call, network, machine } = await testCloud();
  await call("registerSSHKeyPair", { name: "op", publickey });
  await expect(call("registerSSHKeyPair", { name: "op", publickey })).rejects.toThrow("already exists");
  expect(await call("deleteSSHKeyPair", { name: "op" })).toEqual({ success: true });
  await expect(call("deleteSSHKeyPair", { name: "op" })).rejects.toThrow("does not exist");
  await expect(machine(await network(), "cp-1", { keypair: "op" })).rejects.toThrow("does not exist");
});

test("what is no public key is refused", async () => {
  const { call } = await testCloud();
  await expect(call("registerSSHKeyPair", { name: "op", publickey: "secret" })).rejects.toThrow(
    "Public key is invalid",
  );
});
