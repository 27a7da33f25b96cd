import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { LoadBalancerRule, Machine, TrafficPolicy } from "../ports.ts";
import { startHost } from "./host.ts";
import type { Host } from "./host-api.ts";
import { probeNamespaces } from "./namespaces.ts";
import { open } from "./traffic/connect.ts";

const support = await probeNamespaces();
const skipped = support.kind === "missing" ? ` (skipped: ${support.reason})` : "";
// Addresses of this test alone, so that a sandbox on the same machine is not in its way.
const range = "127.0.78";
const publicIp = `${range}.10`;
const service = { address: `${range}.1`, port: 28_081 };
const projectDir = join(import.meta.dirname, "../../..");

/** Answers every connection with its own name, the client's address and what it was sent. */
const echo = `require("net").createServer((s) => {
  let seen = "";
  s.on("data", (d) => (seen += d)).on("error", () => {});
  setTimeout(() => s.end([require("os").hostname(), s.remoteAddress, seen].join(" ")), 50);
}).listen(7000, () => console.log("listening"));`;

const userData = `#cloud-config
hostname: HOSTNAME
write_files:
- {path: /opt/echo.js, content: ${JSON.stringify(echo)}}
- path: /etc/systemd/system/echo.service
  content: |
    [Service]
    ExecStart=/opt/sandbox/bin/node /opt/echo.js
    StandardOutput=journal+console
    [Install]
    WantedBy=multi-user.target
- path: /etc/systemd/system/tick.service
  content: |
    [Service]
    Type=oneshot
    ExecStart=/bin/sh -c 'echo tick >>/var/ticks'
- path: /etc/systemd/system/tick.timer
  content: |
    [Timer]
    OnActiveSec=50ms
    OnUnitActiveSec=50ms
    [Install]
    WantedBy=timers.target
runcmd:
- echo "runcmd as $(id -un) on $(hostname)" >>/var/runcmd
- /usr/bin/systemctl daemon-reload
- [systemctl, enable, --now, echo, tick.timer]
- echo said so >/dev/console
- (timeout 2 journalctl --unit tick --follow --lines 0 --output cat | sed 's/^/followed /; q') &
- apt-get install --yes unattended-upgrades
`;

function machine(number: number): Machine {
  return {
    id: `machine-${number}`,
    name: `vm-${number}`,
    networkId: "n1",
    privateIp: `10.1.1.2${number}`,
    macAddress: `02:00:00:00:00:0${number}`,
    userData: Buffer.from(userData.replace("HOSTNAME", `host-${number}`)),
  };
}

function balancer(publicPort: number, more: Partial<LoadBalancerRule>): LoadBalancerRule {
  const base = {
    id: `lb-${publicPort}`,
    privatePort: 7000,
    algorithm: "roundrobin",
    protocol: "tcp",
    cidrs: [],
  } as const;
  return { ...base, publicPort, members: ["10.1.1.21", "10.1.1.22"], ...more };
}

const everyone = ["0.0.0.0/0"];
const policy: TrafficPolicy = {
  networks: [
    { id: "n1", cidr: "10.1.1.0/24", gateway: "10.1.1.1" },
    { id: "n2", cidr: "10.1.2.0/24", gateway: "10.1.2.1" },
  ],
  addresses: [
    {
      address: publicIp,
      networkId: "n1",
      firewall: [
        { protocol: "tcp", startPort: 27_000, endPort: 27_001, cidrs: everyone },
        { protocol: "tcp", startPort: 27_002, endPort: 27_002, cidrs: ["10.1.1.0/24"] },
      ],
      loadBalancers: [
        balancer(27_000, {}),
        balancer(27_001, { protocol: "tcp-proxy", members: ["10.1.1.99", "10.1.1.22"] }),
        balancer(27_002, { members: ["10.1.1.21"] }),
        balancer(27_003, {}),
      ],
    },
  ],
};

/** What a connection brings until its end; empty when it is closed at once. */
async function ask(port: number, say = "hi"): Promise<string> {
  const socket = await open({ host: publicIp, port });
  socket.write(say);
  return read(socket);
}

function read(socket: Socket): Promise<string> {
  return text(socket).catch(() => "");
}

interface Process {
  readonly pid: number;
  readonly command: string;
}

/** All processes below one, in whatever namespace. */
function descendants(ancestor: number): readonly Process[] {
  const all = readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
        return [
          {
            pid: Number(pid),
            parent,
            command: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " "),
          },
        ];
      } catch {
        return [];
      }
    });
  const below = (pid: number): Process[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(child.pid)]);
  return below(ancestor);
}

function alive(processes: readonly Process[]): readonly Process[] {
  return processes.filter(({ pid }) => existsSync(`/proc/${pid}`));
}

function commands(processes: readonly Process[]): string {
  return processes.map(({ command }) => command).join("\n");
}

describe.skipIf(support.kind === "missing")(`the machine host${skipped}`, () => {
  let runDir: string;
  let host: Host;
  let hostService: ReturnType<typeof createServer>;
  const disk = (number: number, path: string) => join(runDir, "machines", `machine-${number}`, "root", path);
  const cloudInit = (number: number) =>
    host.machines().find(({ id }) => id === `machine-${number}`)?.cloudInit;

  beforeAll(async () => {
    runDir = mkdtempSync(join(tmpdir(), "loco-host-"));
    hostService = createServer((socket) => socket.end("from the host")).listen(service.port, service.address);
    host = await startHost({
      runDir,
      binDir: join(runDir, "bin"),
      publicRange: `${range}.0/24`,
      services: [service],
      projectDir,
      log: () => {},
    });
    await host.apply(policy);
    await Promise.all([host.start(machine(1)), host.start(machine(2))]);
    await vi.waitFor(() => expect([cloudInit(1), cloudInit(2)]).toEqual(["done", "done"]), {
      timeout: 10_000,
    });
    await vi.waitFor(
      async () =>
        expect(`${await host.console("machine-1")}${await host.console("machine-2")}`).toMatch(
          /listening\n[\s\S]*listening\n/,
        ),
      { timeout: 5_000 },
    );
  }, 20_000);

  afterAll(async () => {
    await host?.close();
    hostService.close();
    rmSync(runDir, { recursive: true, force: true });
  });

  it("runs user-data as root under the machine's own name and shows its console", async () => {
    expect(readFileSync(disk(1, "var/runcmd"), "utf8")).toBe("runcmd as root on host-1\n");
    expect(await host.console("machine-1")).toMatch(/said so\n/);
    await vi.waitFor(async () => expect(await host.console("machine-1")).toMatch(/followed \w/), {
      timeout: 3_000,
    });
  });

  it("starts a timer's service again and again", async () => {
    await vi.waitFor(() => expect(readFileSync(disk(2, "var/ticks"), "utf8")).toMatch(/^(tick\n){2}/));
  });

  it("shares connections of the host among the members", async () => {
    const answers = [await ask(27_000), await ask(27_000)].sort();
    expect(answers).toEqual(["host-1 ::ffff:10.1.1.1 hi", "host-2 ::ffff:10.1.1.1 hi"]);
  });

  it("skips a member that does not answer and sends the PROXY header", async () => {
    expect(await ask(27_001)).toMatch(
      /^host-2 ::ffff:10\.1\.1\.1 PROXY TCP4 127\.0\.\d+\.\d+ 127\.0\.78\.10 \d+ 27001\r\nhi$/,
    );
  });

  it("closes connections that no firewall rule opens", async () => {
    expect(await ask(27_002)).toBe("");
    expect(await ask(27_003)).toBe("");
  });

  it("sees a machine's connection to a public address come from its private one", async () => {
    // The same port is closed for the host, see above: the firewall lists the machines' network only.
    const probe = `require("net").connect(27002, "${publicIp}").on("data", (d) => process.stdout.write(d)).write("x")`;
    const script = `#cloud-config\nruncmd:\n- [/opt/sandbox/bin/node, -e, ${JSON.stringify(probe)}]\n`;
    await host.start({ ...machine(3), userData: Buffer.from(script) });
    await vi.waitFor(() => expect(cloudInit(3)).toBe("done"), { timeout: 5_000 });
    expect(await host.console("machine-3")).toContain("host-1 ::ffff:10.1.1.1 x");
    await host.destroy("machine-3");
  });

  it("gives machines the host's services, each other, but no other network", async () => {
    const tries = ["10.1.1.21:7000", `${service.address}:${service.port}`, "10.1.2.29:7000"].map((to) => {
      const [address, port] = to.split(":");
      return `timeout 1 bash -c 'exec 3<>/dev/tcp/${address}/${port}; cat <&3; echo'; echo "${to} $?"`;
    });
    const script = JSON.stringify({ runcmd: tries });
    await host.start({
      ...machine(3),
      id: "other",
      networkId: "n2",
      privateIp: "10.1.2.29",
      userData: Buffer.from(""),
    });
    await host.start({ ...machine(3), userData: Buffer.from(`#cloud-config\n${script}`) });
    await vi.waitFor(() => expect(cloudInit(3)).toBe("done"), { timeout: 10_000 });
    const console = await host.console("machine-3");
    expect(console).toContain("host-1 ::ffff:10.1.1.23 \n10.1.1.21:7000 0\n");
    expect(console).toContain(`from the host\n${service.address}:${service.port} 0\n`);
    expect(console).toMatch(/10\.1\.2\.29:7000 (1|124)\n/);
    await Promise.all([host.destroy("machine-3"), host.destroy("other")]);
  });

  it("connects the host's own programs to a machine, and says when nobody listens", async () => {
    const socket = await host.connect("10.1.1.22", 7000);
    socket.write("direct");
    expect(await text(socket)).toBe("host-2 ::ffff:10.1.1.1 direct");
    await expect(host.connect("10.1.1.22", 7001)).rejects.toThrow("ECONNREFUSED");
  });

  it("names on the console what is wrong with user-data and does none of it", async () => {
    const bad = Buffer.from("#cloud-config\nrun_cmd: [a]\nruncmd: [touch /var/ran]\n");
    await host.start({ ...machine(3), userData: bad });
    await vi.waitFor(() => expect(cloudInit(3)).toBe("degraded"), { timeout: 5_000 });
    expect(await host.console("machine-3")).toContain("user-data: unknown key 'run_cmd'\n");
    expect(existsSync(disk(3, "var/ran"))).toBe(false);
    await host.destroy("machine-3");
  });

  it("keeps the disk over a stop, starts enabled services again and does not repeat runcmd", async () => {
    await host.stop("machine-1");
    await expect(host.connect("10.1.1.21", 7000)).rejects.toThrow();
    expect(host.machines().find(({ id }) => id === "machine-1")?.state).toBe("stopped");
    await host.start(machine(1));
    await vi.waitFor(async () => expect(await host.connect("10.1.1.21", 7000)).toBeDefined(), {
      timeout: 5_000,
    });
    await vi.waitFor(() => expect(cloudInit(1)).toBe("done"));
    expect(readFileSync(disk(1, "var/runcmd"), "utf8")).toBe("runcmd as root on host-1\n");
  });

  it("ends a machine at once, keeps its disk, and boots it again", async () => {
    const status = () => host.machines().find(({ id }) => id === "machine-2");
    await host.kill("machine-2");
    expect(status()?.state).toBe("stopped");
    expect(await host.console("machine-2")).not.toContain("powering off");
    await host.start(machine(2));
    await vi.waitFor(() => expect(status()?.cloudInit).toBe("done"), { timeout: 10_000 });
    expect(readFileSync(disk(2, "var/runcmd"), "utf8")).toBe("runcmd as root on host-2\n");
  });

  it("deletes the disk with the machine", async () => {
    await host.destroy("machine-2");
    expect(existsSync(join(runDir, "machines/machine-2"))).toBe(false);
    expect(await ask(27_000)).toContain("host-1");
    expect(await ask(27_000)).toContain("host-1");
  });

  it("leaves no process behind when closed, and the disks that were kept", async () => {
    const before = descendants(process.pid).filter(({ command }) =>
      /router\.cjs|init\.cjs|echo\.js/.test(command),
    );
    expect(commands(before)).toMatch(/router[\s\S]*init[\s\S]*echo/);
    await host.close();
    expect(alive(before)).toEqual([]);
    expect(existsSync(disk(1, "etc/hostname"))).toBe(true);
  });
});

describe.skipIf(support.kind === "missing")(`a host that is killed${skipped}`, () => {
  it("leaves no process, namespace or mount behind", async () => {
    const runDir = mkdtempSync(join(tmpdir(), "loco-host-killed-"));
    const options = {
      runDir,
      binDir: join(runDir, "bin"),
      publicRange: `${range}.0/24`,
      services: [],
      projectDir,
    };
    const program = join(import.meta.dirname, "testing/host-process.ts");
    const parent = spawn(process.execPath, ["--import", "tsx", program, JSON.stringify(options)], {
      stdio: ["ignore", "pipe", "inherit"],
      cwd: projectDir,
    });
    await once(parent.stdout, "data");
    const pid = parent.pid ?? 0;
    await vi.waitFor(() => expect(commands(descendants(pid))).toContain("sleep 1000"), { timeout: 3_000 });
    const before = descendants(pid);
    parent.kill("SIGKILL");
    // A namespace and its mounts live as long as a process in it does.
    await vi.waitFor(() => expect(alive(before)).toEqual([]), { timeout: 3_000 });
    expect(readFileSync("/proc/self/mounts", "utf8")).not.toContain(runDir);
    rmSync(runDir, { recursive: true, force: true });
  });
});
