import { describe, expect, it } from "vitest";
import { interpretUnit } from "./interpret.ts";
import type { ServiceUnit } from "./unit.ts";
import { parseUnitFile } from "./unit-file.ts";

const interpret = (text: string, name = "k3s.service") =>
  interpretUnit(name, "cp-1", parseUnitFile(text, name));

describe("interpretUnit", () => {
  it("reads the unit that k3s's own installer writes", () => {
    const unit = interpret(`[Unit]
Description=Lightweight Kubernetes
Documentation=https://k3s.io
Wants=network-online.target
After=network-online.target

[Install]
WantedBy=multi-user.target

[Service]
Type=notify
EnvironmentFile=-/etc/default/%N
EnvironmentFile=-/etc/systemd/system/k3s.service.env
KillMode=process
Delegate=yes
User=root
LimitNOFILE=1048576
LimitNPROC=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStart=/usr/local/bin/k3s \\
    server
`) as ServiceUnit;
    expect(unit).toMatchObject({
      type: "simple",
      killMode: "process",
      restart: "always",
      restartMs: 5000,
      wantedBy: ["multi-user.target"],
      environmentFiles: [
        { path: "/etc/default/k3s", optional: true },
        { path: "/etc/systemd/system/k3s.service.env", optional: true },
      ],
    });
    expect(unit.execStart[0]?.words).toEqual(["/usr/local/bin/k3s", "server"]);
  });

  it("starts a list again after an empty assignment, as drop-ins do", () => {
    const unit = interpret("[Service]\nExecStart=/bin/a\nExecStart=\nExecStart=/bin/b\n") as ServiceUnit;
    expect(unit.execStart.map(({ words }) => words)).toEqual([["/bin/b"]]);
  });

  it("lets standard error follow standard output unless told otherwise", () => {
    const unit = interpret("[Service]\nExecStart=/bin/a\nStandardOutput=journal+console\n") as ServiceUnit;
    expect(unit.stderr).toEqual({ kind: "journal", console: true });
  });

  it.each([
    [
      "[Service]\nExecStart=/bin/a\nUMask=0077\n",
      "k3s.service:3  UMask in [Service] is not known to the sandbox",
    ],
    [
      "[Service]\nExecStart=/bin/a\nRestart=on-abort\n",
      "Restart: expected no, always, on-failure; found 'on-abort'",
    ],
    ["[Service]\nExecStart=/bin/a\nUser=nobody\n", "k3s.service:3  User: expected 0, root; found 'nobody'"],
    ["[Service]\nExecStart=/bin/a\nRestartSec=soon\n", "expected a time span such as 5s"],
    ["[Service]\nExecStart=/bin/a %i\n", "the specifier '%i' is not known"],
    ["[Service]\nType=simple\n", "[Service] needs ExecStart"],
    [
      "[Unit]\nConditionVirtualization=kvm\n[Service]\nExecStart=/bin/a\n",
      "ConditionVirtualization in [Unit]",
    ],
  ])("refuses what would change meaning: %j", (text, message) => {
    expect(() => interpret(text)).toThrow(message);
  });

  it("reads a timer and refuses a calendar", () => {
    expect(
      interpret("[Timer]\nOnBootSec=30\nOnUnitActiveSec=1min\nAccuracySec=1s\n", "label.timer"),
    ).toMatchObject({
      unit: "label.service",
      triggers: [
        { base: "boot", ms: 30_000 },
        { base: "unit-active", ms: 60_000 },
      ],
    });
    expect(() => interpret("[Timer]\nOnBootSec=1\nOnCalendar=daily\n", "label.timer")).toThrow(
      "label.timer:3  OnCalendar in [Timer] is not known to the sandbox",
    );
  });
});
