import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fileJournal } from "./journal.ts";
import { Manager } from "./manager.ts";
import { processesOf } from "./process.ts";
import { systemctl } from "./systemctl.ts";

let dir: string;
let manager: Manager;
let run: (...argv: string[]) => ReturnType<typeof systemctl>;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "loco-systemctl-"));
  const units = join(dir, "units");
  mkdirSync(units);
  const journal = fileJournal(join(dir, "logs"), openSync(join(dir, "console"), "a"));
  const environment = { PATH: "/usr/bin:/bin" };
  const now = () => performance.now();
  manager = new Manager({ unitDirs: [units], hostname: () => "cp-1", journal, environment, now });
  run = (...argv) => systemctl(argv, { manager, journal, power: () => {}, systemState: () => "running" });
});

afterEach(async () => {
  await manager.stopAll(2_000);
  rmSync(dir, { recursive: true, force: true });
});

const unit = (name: string, text: string) => writeFileSync(join(dir, "units", name), text);
const text = (file: string) => readFileSync(join(dir, file), "utf8");
const service = (exec: string, more = "") =>
  `[Service]\nExecStart=/bin/sh -c '${exec}'\n${more}\n[Install]\nWantedBy=multi-user.target\n`;
const isActive = async (name: string) => (await run("is-active", name)).stdout.trim();

describe("systemctl", () => {
  it("enables, starts, reports and stops a service", async () => {
    unit("a.service", service("echo hello; exec sleep 60", "StandardOutput=journal+console"));
    expect((await run("enable", "--now", "a")).code).toBe(0);
    expect((await run("is-enabled", "--quiet", "a")).code).toBe(0);
    expect((await run("is-active", "a.service")).stdout).toBe("active\n");
    await vi.waitFor(() => expect(text("console")).toContain("hello\n"));
    expect((await run("status", "a")).stdout).toMatch(/Active: active[\s\S]*hello/);
    expect((await run("disable", "--now", "a")).code).toBe(0);
    expect((await run("is-active", "a")).stdout).toBe("inactive\n");
    expect((await run("is-enabled", "a")).stdout).toBe("disabled\n");
  });

  it("ends every process of a service, also those in another session", async () => {
    unit("a.service", service("setsid sleep 60 & wait"));
    await run("start", "a");
    await vi.waitFor(() => expect(processesOf("a.service").length).toBeGreaterThan(1));
    await run("stop", "a");
    expect(processesOf("a.service")).toEqual([]);
  });

  it("restarts what fails and gives up after too many starts", async () => {
    unit(
      "a.service",
      service(`echo run >>${dir}/runs; exit 3`, "Restart=on-failure\nRestartSec=10ms").replace(
        "F;",
        `${dir}/runs;`,
      ),
    );
    await run("start", "a");
    await vi.waitFor(async () => expect(await isActive("a")).toBe("failed"), { timeout: 5_000 });
    expect(text("runs")).toBe("run\n".repeat(5));
    expect(text("console")).toContain("a.service: main process ended: code=exited, status=3");
  });

  it("waits for a oneshot, keeps it active with RemainAfterExit and fails when it fails", async () => {
    unit("ok.service", service("sleep 0.1; echo done", "Type=oneshot\nRemainAfterExit=yes"));
    unit("bad.service", service("exit 1", "Type=oneshot"));
    expect((await run("start", "ok")).code).toBe(0);
    expect(text("logs/ok.service.log")).toContain("done");
    expect(await isActive("ok")).toBe("active");
    const bad = await run("start", "bad");
    expect(bad).toMatchObject({ code: 1, stderr: expect.stringContaining("Job for bad.service failed") });
    expect((await run("start", "--no-block", "bad")).code).toBe(0);
  });

  it("starts nothing when a condition is not met", async () => {
    unit("a.service", `[Unit]\nConditionPathExists=!${dir}\n${service("exec sleep 60")}`);
    expect((await run("start", "a")).code).toBe(0);
    expect(await isActive("a")).toBe("inactive");
  });

  it("starts a timer's unit, and again after it was active", async () => {
    unit("tick.service", service(`echo tick >>${dir}/ticks`, "Type=oneshot"));
    unit(
      "tick.timer",
      "[Timer]\nOnActiveSec=10ms\nOnUnitActiveSec=20ms\n[Install]\nWantedBy=timers.target\n",
    );
    expect((await run("enable", "--now", "tick.timer")).code).toBe(0);
    await vi.waitFor(() => expect(text("ticks")).toMatch(/^(tick\n){3}/), { timeout: 5_000 });
  });

  it("starts enabled units in their order at boot", async () => {
    unit("b.service", service(`sleep 0.1; echo b >>${dir}/order`, "Type=oneshot"));
    unit("a.service", `[Unit]\nAfter=b.service\n${service(`echo a >>${dir}/order`, "Type=oneshot")}`);
    await run("enable", "a", "b");
    await manager.startEnabled();
    expect(text("order")).toBe("b\na\n");
  });

  it("names file and line of what it does not know", async () => {
    unit("a.service", service("true", "RuntimeDirectory=a"));
    const { code, stderr } = await run("daemon-reload");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `${dir}/units/a.service:3  RuntimeDirectory in [Service] is not known to the sandbox\n`,
    });
  });

  it("counts changed files only after a reload", async () => {
    unit("a.service", service("exec sleep 60"));
    await run("start", "a");
    unit("a.service", service("true", "Type=oneshot\nRemainAfterExit=yes"));
    expect((await run("daemon-reload")).code).toBe(0);
    await run("restart", "a");
    expect(text("logs/a.service.log")).toContain("finished");
  });

  it("answers for the operating system's own units and for none at all", async () => {
    expect((await run("restart", "systemd-resolved", "ssh.service")).code).toBe(0);
    expect((await run("is-active", "unattended-upgrades")).stdout).toBe("active\n");
    expect(await run("start", "nothing")).toMatchObject({
      code: 5,
      stderr: "Unit nothing.service not found.\n",
    });
    expect(await run("is-enabled", "--quiet", "nm-cloud-setup.service")).toMatchObject({
      code: 1,
      stdout: "",
    });
    expect((await run("cat", "ssh")).stderr).toBe(
      "systemctl: the command 'cat' is not known to the sandbox\n",
    );
  });

  it("does not start what is masked", async () => {
    await run("mask", "apt-daily.timer");
    expect((await run("is-enabled", "apt-daily.timer")).stdout).toBe("masked\n");
    expect((await run("start", "apt-daily.timer")).code).toBe(1);
    await run("unmask", "apt-daily.timer");
    expect((await run("start", "apt-daily.timer")).code).toBe(0);
  });
});
