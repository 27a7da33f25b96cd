import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fileContent } from "./file-content.ts";
import { planCloudConfig } from "./plan.ts";
import { shellify } from "./shell.ts";

describe("planCloudConfig", () => {
  it("keeps cloud-init's order whatever the order of keys", () => {
    const steps = planCloudConfig(
      {
        power_state: { mode: "reboot", delay: 1 },
        runcmd: ["b"],
        packages: ["curl"],
        timezone: "Etc/UTC",
        manage_etc_hosts: true,
        write_files: [{ path: "/late", defer: true }, { path: "/early" }],
        bootcmd: ["a"],
      },
      "cp-1",
    );
    expect(steps.map(({ module, stage }) => `${stage} ${module}`)).toEqual([
      "init bootcmd",
      "init write_files",
      "init set_hostname",
      "init update_etc_hosts",
      "config timezone",
      "final package_update_upgrade_install",
      "final write_files_deferred",
      "final scripts_user",
      "final power_state_change",
    ]);
    expect(steps.at(-1)?.action).toEqual({ kind: "power", action: "reboot", delayMs: 60_000 });
  });

  it("runs bootcmd and the hosts file at every boot, the rest once", () => {
    const steps = planCloudConfig({ bootcmd: ["a"], runcmd: ["b"], manage_etc_hosts: true }, "cp-1");
    expect(steps.filter(({ frequency }) => frequency === "always").map(({ module }) => module)).toEqual([
      "bootcmd",
      "update_etc_hosts",
    ]);
  });

  it("takes the hostname from hostname, then fqdn, then the cloud", () => {
    const hostname = (config: object) => planCloudConfig(config, "cloud-name")[0]?.action;
    expect(hostname({ hostname: "a", fqdn: "b.example.org" })).toEqual({ kind: "hostname", hostname: "a" });
    expect(hostname({ fqdn: "b.example.org" })).toEqual({ kind: "hostname", hostname: "b" });
    expect(hostname({})).toEqual({ kind: "hostname", hostname: "cloud-name" });
    expect(planCloudConfig({ preserve_hostname: true }, "cloud-name")).toEqual([]);
  });
});

describe("shellify", () => {
  it("quotes the arguments of a list and leaves a line as it is", () => {
    expect(shellify([["echo", "it's $HOME"], "echo $HOME", null])).toBe(
      "#!/bin/sh\n'echo' 'it'\\''s $HOME'\necho $HOME\n",
    );
  });
});

describe("fileContent", () => {
  it.each([
    ["text/plain", "é"],
    ["b64", Buffer.from("é").toString("base64")],
    ["gz+b64", gzipSync("é").toString("base64")],
    ["gzip", gzipSync("é").toString("latin1")],
  ])("decodes %s", (encoding, content) => {
    expect(fileContent({ path: "/a", encoding, content }).toString()).toBe("é");
  });
});
