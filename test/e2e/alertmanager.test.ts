import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureObservability, type Observability } from "../../tools/sandbox/toolchain/observability.ts";
import { toolchain } from "../support/toolchain.ts";
import { type MailBox, startMailBox } from "./alertmanager/mail-box.ts";
import { type PostBox, startPostBox } from "./alertmanager/post-box.ts";
import { type Running, type Setup, setUp, start } from "./alertmanager/running.ts";

const CANARY = "canary-4711";
const WAIT = { timeout: 60_000, interval: 200 };
const RUNBOOK = "https://runbooks.acme.example/node-not-ready.md";

const folder = mkdtempSync(join(tmpdir(), "loco-alertmanager-"));

let programs: Observability;
let posts: PostBox;
let mail: MailBox;
let setup: Setup;
let running: Running;

const everything = () => `
[addons.alertmanager.slack]
channel = "#alerts"
[addons.alertmanager.teams]
[addons.alertmanager.webhook]
[addons.alertmanager.dead_mans_switch]
[addons.alertmanager.email]
to = ["ops@acme.example", "boss@acme.example"]
from = "loco@acme.example"
smarthost = "${mail.address}"
username = "loco"
`;

const secret = (key: string) =>
  key === "smtp-password" ? `password-${CANARY}` : `${posts.url}/${key}/${CANARY}`;

// The mail server's certificate is one of a public authority, as far as Alertmanager knows.
const launch = () => start(programs.alertmanager, setup, { SSL_CERT_FILE: join(folder, "authority.crt") });

beforeAll(async () => {
  programs = await ensureObservability(toolchain);
  [posts, mail] = await Promise.all([startPostBox(), startMailBox()]);
  writeFileSync(join(folder, "authority.crt"), mail.authority);
  setup = setUp(folder, everything(), secret);
  running = await launch();
});

afterAll(async () => {
  await running?.stop();
  await Promise.all([posts?.close(), mail?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

type Labels = Readonly<Record<string, string>>;

async function send(over: boolean, ...alerts: readonly (readonly [Labels, Labels])[]): Promise<void> {
  const response = await fetch(`${running.url}/api/v2/alerts`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(
      alerts.map(([labels, annotations]) => ({
        labels,
        annotations,
        // One that has begun long ago does not wait for others.
        startsAt: new Date(Date.now() - (over ? 60_000 : 0)),
        ...(over ? { endsAt: new Date() } : {}),
      })),
    ),
  });
  expect(await response.text()).toBe("");
}
const fire = (...alerts: readonly (readonly [Labels, Labels])[]) => send(false, ...alerts);

/** What Alertmanager says of an alert. */
async function statusOf(alertname: string): Promise<{ state: string; silencedBy: string[] } | undefined> {
  const response = await fetch(`${running.url}/api/v2/alerts?filter=alertname%3D${alertname}`);
  const [alert] = (await response.json()) as { status: { state: string; silencedBy: string[] } }[];
  return alert?.status;
}

const slack = () => posts.posts("/slack-url").map(({ channel, attachments: [it] }) => ({ channel, ...it }));
const cards = () =>
  posts
    .posts("/teams-url")
    .map(({ attachments: [{ contentType, content }] }) => ({ contentType, ...content }));
const said = (title: string) => slack().find((message) => message.title === title)?.text;

const node = (name: string) => ["NodeNotReady", "critical", name] as const;
const notReady = ([alertname, severity, name]: ReturnType<typeof node>) =>
  [
    { alertname, severity, node: name },
    { summary: `${name} is not ready`, runbook: RUNBOOK },
  ] as const;

describe("the configuration", () => {
  it.each([
    ["everything", () => everything()],
    ["nothing", () => ""],
    ["Slack alone", () => "[addons.alertmanager.slack]"],
    ["a dead man's switch alone", () => "[addons.alertmanager.dead_mans_switch]"],
  ])("is what Alertmanager accepts, with %s", async (_, toml) => {
    const { config } = setUp(mkdtempSync(join(folder, "check-")), toml(), secret);
    await execa(programs.amtool, ["check-config", config]);
  });
});

describe("two nodes that are not ready", () => {
  const TITLE = "[FIRING] NodeNotReady (critical) on acme";

  beforeAll(() => fire(notReady(node("acme-cp-1-g0")), notReady(node("acme-apps-1-g0"))));

  it("are one message in Slack, although it was down at first", async () => {
    await expect.poll(() => said(TITLE), WAIT).toBeDefined();
    const [message] = slack().filter(({ title }) => title === TITLE);
    expect(message).toMatchObject({
      channel: "#alerts",
      color: "danger",
      title_link: "https://grafana.apps.acme.example",
      fallback: TITLE,
    });
    expect(message?.text.trim().split("\n")).toEqual([
      "• acme-apps-1-g0 is not ready",
      "• acme-cp-1-g0 is not ready",
      "",
      `Runbook: ${RUNBOOK}`,
      "Grafana: https://grafana.apps.acme.example",
    ]);
  });

  it("are one card in Teams", async () => {
    const card = () => cards().find(({ body: [title] }) => title.text === TITLE);
    await expect.poll(card, WAIT).toMatchObject({
      contentType: "application/vnd.microsoft.card.adaptive",
      type: "AdaptiveCard",
      body: [{ type: "TextBlock" }, { type: "TextBlock", wrap: true }],
    });
    const text = `- acme-apps-1-g0 is not ready
- acme-cp-1-g0 is not ready


Runbook: [${RUNBOOK}](${RUNBOOK})

Grafana: [https://grafana.apps.acme.example](https://grafana.apps.acme.example)`;
    expect(card()?.body[1].text).toBe(text);
  });

  it("are posted to the webhook with the platform's name", async () => {
    await expect
      .poll(() => posts.posts("/webhook-url"), WAIT)
      .toContainEqual(
        expect.objectContaining({
          version: "4",
          status: "firing",
          groupLabels: { alertname: "NodeNotReady" },
          routeLabels: expect.objectContaining({ platform: "acme" }),
          alerts: [expect.anything(), expect.anything()],
        }),
      );
  });

  it("are a mail to everyone, over TLS and signed in", async () => {
    const found = () => mail.mails.find(({ subject }) => subject === TITLE);
    await expect.poll(found, WAIT).toMatchObject({
      user: "loco",
      password: `password-${CANARY}`,
      to: ["ops@acme.example", "boss@acme.example"],
      text: expect.stringContaining("- acme-cp-1-g0 is not ready"),
    });
  });

  it("are told of once more when they are back", async () => {
    await send(true, notReady(node("acme-cp-1-g0")), notReady(node("acme-apps-1-g0")));
    const over = "[RESOLVED] NodeNotReady (critical) on acme";
    await expect.poll(() => said(over), WAIT).toContain("• acme-cp-1-g0 is not ready");
    await expect.poll(() => mail.mails.map(({ subject }) => subject), WAIT).toContain(over);
  });
});

describe("what follows from another alert", () => {
  it("is not said, unlike what has another cause", async () => {
    await fire(
      notReady(node("acme-apps-2-g0")),
      [
        {
          alertname: "VolumeFull",
          severity: "critical",
          node: "n",
          namespace: "shop",
          persistentvolumeclaim: "a",
        },
        {},
      ],
      [{ alertname: "Orders", severity: "critical" }, {}],
    );
    await expect.poll(() => statusOf("NodeNotReady"), WAIT).toMatchObject({ state: "active" });
    await fire(
      [{ alertname: "OnLostNode", severity: "warning", node: "acme-apps-2-g0" }, {}],
      [{ alertname: "OnOtherNode", severity: "warning", node: "acme-apps-3-g0" }, {}],
      [
        {
          alertname: "SameVolume",
          severity: "warning",
          node: "n",
          namespace: "shop",
          persistentvolumeclaim: "a",
        },
        {},
      ],
      [
        {
          alertname: "OtherVolume",
          severity: "warning",
          node: "n",
          namespace: "shop",
          persistentvolumeclaim: "b",
        },
        {},
      ],
      [{ alertname: "NoNode", severity: "warning" }, {}],
    );
    for (const alertname of ["OnLostNode", "SameVolume"]) {
      await expect.poll(() => statusOf(alertname), WAIT).toMatchObject({ state: "suppressed" });
    }
    for (const alertname of ["OnOtherNode", "OtherVolume", "NoNode"]) {
      await expect
        .poll(() => said(`[FIRING] ${alertname} (warning) on acme`), WAIT)
        .toContain(`• ${alertname}\n`);
    }
    expect(JSON.stringify(slack())).not.toMatch(/OnLostNode|SameVolume/);
  });
});

describe("alerts of app teams", () => {
  it("cannot call everybody in Slack, and a flood of them is cut", async () => {
    const queue = (i: number) => String(i).padStart(2, "0");
    const late = Array.from(
      { length: 30 },
      (_, i) =>
        [
          { alertname: "OrdersLate", namespace: "shop", queue: queue(i) },
          { description: `<!channel> R&D:\n  queue ${queue(i)}` },
        ] as const,
    );
    await fire(...late);
    await expect.poll(() => said("[FIRING] OrdersLate on acme"), WAIT).toBeDefined();
    const lines = said("[FIRING] OrdersLate on acme")?.split("\n") ?? [];
    expect(lines[0]).toBe("• &lt;!channel&gt; R&amp;D: queue 00");
    expect(lines.slice(19, 22)).toEqual(["• &lt;!channel&gt; R&amp;D: queue 19", "• 30 in all", ""]);
  });
});

describe("the alert that always fires", () => {
  it("reaches the dead man's switch again and again, and nobody else", async () => {
    await fire([{ alertname: "Watchdog", severity: "none" }, { summary: "always fires" }]);
    await expect.poll(() => posts.posts("/dead-mans-switch-url"), WAIT).toHaveLength(3);
    expect(posts.posts("/dead-mans-switch-url")).toMatchObject(
      Array(3).fill({ status: "firing", alerts: [{ labels: { alertname: "Watchdog" } }] }),
    );
    const others = [slack(), cards(), posts.posts("/webhook-url"), mail.mails];
    expect(JSON.stringify(others)).not.toContain("Watchdog");
  });
});

describe("a secret", () => {
  it("that changes counts from the next message on, without a restart", async () => {
    writeFileSync(join(setup.secrets, "slack-url"), `${posts.url}/other-channel/${CANARY}\n`);
    await fire([{ alertname: "AfterTheChange", severity: "warning" }, {}]);
    await expect.poll(() => posts.posts("/other-channel"), WAIT).toHaveLength(1);
    writeFileSync(join(setup.secrets, "slack-url"), secret("slack-url"));
  });

  it("is neither in the configuration nor in what Alertmanager says", async () => {
    // Nobody listens there: an error with an address in it.
    writeFileSync(join(setup.secrets, "webhook-url"), `http://127.0.0.1:1/${CANARY}`);
    await fire([{ alertname: "Undeliverable", severity: "warning" }, {}]);
    await expect.poll(() => running.log(), WAIT).toContain("connection refused");
    const status = await (await fetch(`${running.url}/api/v2/status`)).text();
    expect(status).toContain("webhook-url");
    for (const text of [readFileSync(setup.config, "utf8"), status, running.log()]) {
      expect(text).not.toContain(CANARY);
    }
  });
});

describe("a message that cannot be delivered", () => {
  it("is counted, for the alert AlertsNotDelivered", async () => {
    const metrics = async () => (await fetch(`${running.url}/metrics`)).text();
    await expect
      .poll(metrics, WAIT)
      .toMatch(/alertmanager_notifications_failed_total\{integration="webhook",reason="\w+"\} [1-9]/);
    expect(await metrics()).toMatch(/failed_total\{integration="slack",reason="\w+"\} 0/);
  });
});

describe("a silence", () => {
  it("outlives a restart", async () => {
    const args = ["silence", "add", "alertname=Known", "--comment=known", "--duration=1h", "--author=me"];
    await execa(programs.amtool, [...args, `--alertmanager.url=${running.url}`]);
    await running.stop();
    running = await launch();
    await fire([{ alertname: "Known", severity: "critical" }, {}]);
    await expect
      .poll(() => statusOf("Known"), WAIT)
      .toMatchObject({
        state: "suppressed",
        silencedBy: [expect.any(String)],
      });
    expect(JSON.stringify(slack())).not.toContain("Known");
  });
});
