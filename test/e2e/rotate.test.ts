import { createHash, X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectToAny, type Supervisor } from "../../tools/actions/rotate/supervisor.ts";
import { accessOf } from "../../tools/kubernetes/kubeconfig-access.ts";
import { readState, type State } from "./platform-state.ts";
import { SandboxProject } from "./sandbox-project.ts";

let project: SandboxProject;

beforeAll(async () => {
  project = await SandboxProject.create("127.0.87.0/24");
  project.edit((text) =>
    text.replace(/^control_plane_count = 1/m, "control_plane_count = 3").replace(/^count = 2$/m, "count = 1"),
  );
  await project.up();
  await project.kubectl("create", "configmap", "kept", "--from-literal=before=rotation");
});

afterAll(() => project?.remove());

const state = (): State => readState(project.dir);
const serialIn = (pem: string) => new X509Certificate(pem).serialNumber;
const adminSerial = () => serialIn(state()("tls_locally_signed_cert.admin").cert_pem ?? "");

/** kubectl with a kubeconfig that a rotation wrote. */
const kubectlWith = (file: string, ...args: string[]) =>
  project.kubectl("--kubeconfig", `${project.dir}/${file}`, ...args);

const password = (name: "server-token" | "former-server-token" | "agent-token") =>
  state()(`random_password.${name}`).result ?? "";
const hash = (text: string) => createHash("sha256").update(text).digest("hex");
/** Hash of the token that the servers are known to take. */
const acceptedHash = () =>
  (state()("terraform_data.accepted-server-token").output as unknown as { value: { sha256: string } }).value
    .sha256;

/** Asks until each of the three servers has answered. */
async function fromEachServer<T>(ask: (server: Supervisor) => Promise<T>): Promise<T[]> {
  const { server, ca } = accessOf(project.read(".sandbox/kubeconfig"));
  const access = { endpoint: server, ca, agentPassword: password("agent-token") };
  const answers = new Map<string, T>();
  for (let i = 0; i < 60 && answers.size < 3; i++) {
    const one = await connectToAny(access);
    answers.set(one.name, await ask(one));
    one.close();
  }
  return [...answers.values()];
}

const taken = (token: string) => fromEachServer((server) => server.accepts(token));

/** The change that a crash leaves behind after the first step: the resource is new, nothing else knows. */
const replaceOnly = (address: string, ...targets: string[]) =>
  project.terraform(
    "apply",
    "-auto-approve",
    `-replace=${address}`,
    ...[address, ...targets].map((target) => `-target=${target}`),
  );

describe("rotate admin", () => {
  let first: string;

  it("makes another certificate, changes nothing else and writes a kubeconfig that works", async () => {
    first = adminSerial();
    const key = state()("tls_private_key.admin-key").private_key_pem;
    const others = [
      "tls_private_key.bootstrap-key",
      "tls_private_key.client-ca-key",
      "cloudstack_instance.cp-1",
    ];
    const before = others.map((address) => state()(address).id);
    await project.loco("platform", "rotate", "admin");
    expect(adminSerial()).not.toBe(first);
    expect(state()("tls_private_key.admin-key").private_key_pem).not.toBe(key);
    expect(others.map((address) => state()(address).id)).toEqual(before);
    expect(serialIn(accessOf(project.read("kubeconfig")).certificate)).toBe(adminSerial());
    expect(await kubectlWith("kubeconfig", "get", "configmap", "kept", "-o", "name")).toContain("kept");
    expect((await project.plan()).changes).toEqual([]);
  });

  it("leaves the former certificate valid, as it says", async () => {
    expect(serialIn(accessOf(project.read(".sandbox/kubeconfig")).certificate)).toBe(first);
    expect(await project.kubectl("auth", "can-i", "*", "*")).toContain("yes");
  });

  it("goes on with the certificate that an interrupted run made", async () => {
    await replaceOnly(
      "tls_private_key.admin-key",
      "tls_cert_request.admin-request",
      "tls_locally_signed_cert.admin",
    );
    const interrupted = adminSerial();
    await project.loco("platform", "rotate", "admin");
    expect(adminSerial()).toBe(interrupted);
    expect(serialIn(accessOf(project.read("kubeconfig")).certificate)).toBe(interrupted);
  });

  it("refuses while a deploy would change something, and changes nothing", async () => {
    const before = adminSerial();
    project.edit((text) => text.replace(/^count = 1$/m, "count = 2"));
    await expect(project.loco("platform", "rotate", "admin")).rejects.toThrow("PLAN_NOT_EMPTY");
    await expect(project.loco("platform", "rotate", "tokens", "--yes")).rejects.toThrow("PLAN_NOT_EMPTY");
    project.edit((text) => text.replace(/^count = 2$/m, "count = 1"));
    expect(adminSerial()).toBe(before);
    expect(acceptedHash()).toBe(hash(password("server-token")));
  });
});

describe("rotate tokens", () => {
  it("brings every server to a new token, one after the other, and keeps what the cluster holds", async () => {
    const old = password("server-token");
    expect(await project.loco("platform", "rotate", "tokens", "--yes")).toContain(
      "restarted: cp-1, cp-2, cp-3",
    );
    const token = password("server-token");
    expect(token).not.toBe(old);
    expect(acceptedHash()).toBe(hash(token));
    expect(await taken(token)).toEqual([true, true, true]);
    expect(await taken(old)).toEqual([false, false, false]);
    expect(await project.kubectl("get", "configmap", "kept", "-o", "name")).toContain("kept");
    expect((await project.plan()).changes).toEqual([]);
  });

  it("finishes an interrupted run whose one server came back with the old token, and new servers join", async () => {
    const old = password("server-token");
    const [newest, former] = ["random_password.server-token", "random_password.former-server-token"];
    await project.terraform("state", "rm", former ?? "");
    await project.terraform("state", "mv", newest ?? "", former ?? "");
    await project.terraform("apply", "-auto-approve", `-target=${newest}`);
    const token = password("server-token");
    const { server, ca } = accessOf(project.read(".sandbox/kubeconfig"));
    const asked = await connectToAny({ endpoint: server, ca, agentPassword: password("agent-token") });
    await asked.rotate(old, token);
    asked.close();
    const lost = ["cp-1", "cp-2", "cp-3"].find((slot) => !asked.name.startsWith(`acme-${slot}-`)) ?? "";
    await project.api.run("rebootVirtualMachine", { id: state()(`cloudstack_instance.${lost}`).id });
    const ready = `jsonpath={.status.conditions[?(@.type=="Ready")].status}`;
    await expect
      .poll(() => project.kubectl("get", "node", `acme-${lost}-g1`, "-o", ready), { timeout: 180_000 })
      .not.toBe("True");
    await expect(project.loco("platform", "rotate", "tokens")).rejects.toThrow(
      `${lost} is not well, so etcd has no majority while`,
    );
    // One that restarts is enough for the lost one's replacement to join; the other restarts when all are well again.
    await expect(project.loco("platform", "rotate", "tokens", "--yes")).rejects.toThrow(
      `npx loco nodes replace ${lost}; then this again, which restarts cp-`,
    );
    await project.loco("nodes", "replace", lost, "--yes");
    expect(await project.loco("platform", "rotate", "tokens")).toMatch(/restarted: cp-\d\./);
    expect(await taken(token)).toEqual([true, true, true]);
    expect(acceptedHash()).toBe(hash(token));
    expect(await project.kubectl("get", "nodes", "-o", "name")).toContain(`node/acme-${lost}-g2`);
    expect(await project.kubectl("get", "configmap", "kept", "-o", "name")).toContain("kept");
  });

  it("leaves the agents' token as it is: fresh agents join", async () => {
    project.edit((text) => text.replace(/^count = 1$/m, "count = 2"));
    await project.deploy();
    const isThere = () =>
      project.kubectl("wait", "node/acme-apps-2-g1", "--for=condition=Ready", "--timeout=60s");
    await expect.poll(isThere, { timeout: 120_000, interval: 2000 }).toContain("condition met");
    expect((await project.plan()).changes).toEqual([]);
  });
});
