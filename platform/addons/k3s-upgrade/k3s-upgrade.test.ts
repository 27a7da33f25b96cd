import { describe, expect, it } from "vitest";
import { readPlatformConfig } from "../../config/platform-config.ts";
import { addonInput } from "../sample.ts";
import { k3sUpgrade } from "./k3s-upgrade.ts";
import { maintenanceWindowRule } from "./window-rule.ts";

describe("k3s-upgrade", () => {
  it("installs the platform's k3s release", () => {
    expect(k3sUpgrade.values(addonInput('k3s_version = "v1.37.1+k3s2"'))).toMatchObject({
      version: "v1.37.1+k3s2",
    });
  });

  it("takes one agent at a time unless it is told more", () => {
    expect(k3sUpgrade.values(addonInput())).not.toHaveProperty("agents");
    expect(k3sUpgrade.values(addonInput("", "[addons.k3s-upgrade]\nagents_at_once = 3"))).toMatchObject({
      agents: { atOnce: 3 },
    });
  });
});

describe("the windows of reboots and upgrades", () => {
  const complaints = (end: string) => {
    const text = `name = "acme"
domain = "apps.acme.example"
api_lb_allowed_cidrs = ["203.0.113.0/24"]
cloudstack = { zone = "ZP01", template = "Ubuntu 24.04" }
network = { offering = "isolated", cidr = "10.1.1.0/24" }
control_plane = { offering = "medium", schedulable = true }
${end}`;
    const { diagnostics } = readPlatformConfig([{ file: "platform.toml", text }], [maintenanceWindowRule]);
    return diagnostics.map(({ line, key, message }) => `${line} ${key} ${message}`);
  };
  const upgrades = (table: string) => complaints(`[addons.k3s-upgrade.window]\n${table}`);

  it("are apart by default", () => {
    expect(complaints("")).toEqual([]);
  });

  it("must be apart", () => {
    expect(upgrades('start = "03:00"\nend = "5:00"')).toEqual([
      "8 addons.k3s-upgrade.window.start must begin a window that is clear of addons.kured.window, 05:00 to 06:59: a reboot and an upgrade at once can take two nodes",
    ]);
  });

  it("are seen past midnight, too", () => {
    expect(upgrades('start = "22:00"\nend = "4:59"')).toEqual([]);
    expect(upgrades('start = "22:00"\nend = "5:30"')).toHaveLength(1);
  });

  it("may share the time of day on different days", () => {
    const kured = '[addons.kured.window]\ndays = ["su", "sa"]\n';
    const same = 'start = "05:00"\nend = "06:59"\n';
    expect(complaints(`${kured}[addons.k3s-upgrade.window]\n${same}days = ["mo", "tu"]`)).toEqual([]);
    expect(complaints(`${kured}[addons.k3s-upgrade.window]\n${same}days = ["fr", "sa"]`)).toHaveLength(1);
  });

  it("must be in the same time zone, or nobody could tell", () => {
    expect(upgrades('timezone = "America/Sao_Paulo"')).toEqual([
      "8 addons.k3s-upgrade.window.timezone must be the time zone of addons.kured.window, Etc/UTC, so that the two windows can be kept apart",
    ]);
  });

  it("do not matter where one of the two is off", () => {
    expect(
      complaints(
        '[addons.kured]\nenabled = false\n[addons.k3s-upgrade.window]\nstart = "05:00"\nend = "06:00"',
      ),
    ).toEqual([]);
  });
});
