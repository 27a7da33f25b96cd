import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { alertmanager } from "./alertmanager.ts";
import { alertmanagerConfig } from "./alertmanager-config.ts";

const TABLE = "addons.alertmanager";
const EMAIL = `[${TABLE}.email]
to = ["ops@acme.example", "boss@acme.example"]
from = "loco@acme.example"
smarthost = "smtp.acme.example:587"
`;
const USER = 'username = "loco"\n';
const SWITCH = `[${TABLE}.dead_mans_switch]\ninterval = "10m"\n`;
const NO_VOLUMES = "[addons.cloudstack-csi]\nenabled = false\n";

const values = (end = "", top = "") => alertmanager.values(addonInput(top, end));
const config = (end = "") => alertmanagerConfig(addonInput("", end).config);
const secret = (end: string) =>
  alertmanager.secrets?.(addonInput("", end).config).map(({ name, data }) => [name, Object.keys(data)]);

describe("receivers", () => {
  it("are those whose tables are there, and all of them hear of everything", () => {
    const all = `[${TABLE}.slack]\n[${TABLE}.teams]\n${EMAIL}[${TABLE}.webhook]\n`;
    const { route, receivers } = config(all);
    expect(route.receiver).toBe("everyone");
    expect(receivers[0]).toMatchObject({
      name: "everyone",
      slack_configs: [{ api_url_file: "/etc/receivers/slack-url", send_resolved: true }],
      msteamsv2_configs: [{ webhook_url_file: "/etc/receivers/teams-url" }],
      email_configs: [{ to: "ops@acme.example, boss@acme.example", smarthost: "smtp.acme.example:587" }],
      webhook_configs: [{ url_file: "/etc/receivers/webhook-url" }],
    });
  });

  it("may be none", () => {
    expect(config().receivers).toEqual([{ name: "everyone" }, { name: "nobody" }]);
    expect(secret("")).toEqual([]);
    expect(values()).not.toHaveProperty("extraVolumes");
  });

  it("have their secrets in files, and no other secret is asked for", () => {
    expect(secret(`[${TABLE}.slack]`)).toEqual([["receivers", ["slack-url"]]]);
    expect(secret(EMAIL)).toEqual([]);
    expect(secret(EMAIL + USER + SWITCH)).toEqual([["receivers", ["smtp-password", "dead-mans-switch-url"]]]);
    expect(values(SWITCH)).toMatchObject({
      extraVolumes: [{ secret: { secretName: "receivers" } }],
      extraVolumeMounts: [{ mountPath: "/etc/receivers" }],
    });
  });

  it("may be a channel of the operator's choice", () => {
    const { receivers } = config(`[${TABLE}.slack]\nchannel = "#alerts"`);
    expect(receivers[0]).toMatchObject({ slack_configs: [{ channel: "#alerts" }] });
  });

  it("get e-mail over TLS, unless the operator does without", () => {
    const mail = (settings: string) =>
      (config(settings).receivers[0] as { email_configs?: readonly object[] }).email_configs?.[0];
    expect(mail(EMAIL)).not.toHaveProperty("require_tls");
    expect(mail(`${EMAIL}require_tls = false`)).toHaveProperty("require_tls", false);
    expect(mail(EMAIL + USER)).toMatchObject({
      auth_username: "loco",
      auth_password_file: "/etc/receivers/smtp-password",
    });
  });
});

describe("messages", () => {
  it("are one for each cause, and critical ones are repeated sooner", () => {
    expect(config().route).toMatchObject({
      group_by: ["alertname", "namespace"],
      repeat_interval: "12h",
      routes: [{}, { matchers: ['severity="critical"'], repeat_interval: "1h" }],
    });
    expect(config(`[${TABLE}.repeat_interval]\ncritical = "30m"\nwarning = "2d"`).route).toMatchObject({
      repeat_interval: "2d",
      routes: [{}, { repeat_interval: "30m" }],
    });
  });

  it("name the platform, and Grafana where there is one", () => {
    expect(config().route.labels).toEqual({ platform: "acme", grafana: "https://grafana.apps.acme.example" });
    expect(config("[addons.grafana]\nenabled = false").route.labels).toEqual({ platform: "acme" });
  });
});

describe("the alert that always fires", () => {
  it("goes to nobody", () => {
    expect(config(`[${TABLE}.slack]`).route.routes[0]).toEqual({
      matchers: ['alertname="Watchdog"', 'severity="none"'],
      receiver: "nobody",
    });
  });

  it("goes to the dead man's switch alone, every time", () => {
    const { route, receivers } = config(SWITCH);
    expect(route.routes[0]).toMatchObject({
      receiver: "dead-mans-switch",
      group_interval: "10m",
      repeat_interval: "1s",
    });
    expect(receivers[1]).toEqual({
      name: "dead-mans-switch",
      webhook_configs: [{ url_file: "/etc/receivers/dead-mans-switch-url", send_resolved: false }],
    });
  });
});

describe("Alertmanager's pod", () => {
  it("keeps silences on a volume, where there are any", () => {
    expect(values()).toMatchObject({ persistence: { size: "1Gi" } });
    expect(values(NO_VOLUMES)).toMatchObject({ persistence: { enabled: false } });
  });

  it("comes after who makes volumes, and so goes before", () => {
    expect(alertmanager.after).toContain("cloudstack-csi");
  });

  it("keeps off the servers, but for a platform without another node", () => {
    const { config, ...rest } = addonInput();
    const apart = { ...config, control_plane: { ...config.control_plane, schedulable: false } };
    expect(values()).not.toHaveProperty("tolerations");
    expect(alertmanager.values({ ...rest, config: apart })).toHaveProperty("tolerations");
  });
});
