import type { CloudConfig, WriteFile } from "./cloud-config.ts";
import { shellify } from "./shell.ts";

/** One thing to do, by cloud-init's module name. `instance` modules run once in the life of a machine. */
export interface Step {
  readonly module: string;
  readonly stage: "init" | "config" | "final";
  readonly frequency: "always" | "instance";
  readonly action: Action;
}

export type Action =
  | { readonly kind: "script"; readonly script: string }
  | { readonly kind: "files"; readonly files: readonly WriteFile[] }
  | { readonly kind: "hostname"; readonly hostname: string }
  | { readonly kind: "hosts"; readonly hostname: string; readonly fqdn: string }
  | { readonly kind: "timezone"; readonly timezone: string }
  | { readonly kind: "power"; readonly action: "poweroff" | "reboot"; readonly delayMs: number }
  | { readonly kind: "skipped"; readonly reason: string };

/**
 * What cloud-init would do with a configuration, in its order on Ubuntu 24.04.
 *
 * @param localHostname the name the cloud gives the machine.
 * @see https://github.com/canonical/cloud-init/blob/main/config/cloud.cfg.tmpl
 */
export function planCloudConfig(config: CloudConfig, localHostname: string): readonly Step[] {
  const fqdn = config.fqdn ?? config.hostname ?? localHostname;
  const hostname = config.hostname ?? fqdn.split(".")[0] ?? fqdn;
  const files = config.write_files ?? [];
  const now = files.filter((file) => file.defer !== true);
  const deferred = files.filter((file) => file.defer === true);
  const power = config.power_state;
  const steps: (Step | undefined)[] = [
    config.bootcmd && step("bootcmd", "init", "always", { kind: "script", script: shellify(config.bootcmd) }),
    now.length === 0 ? undefined : step("write_files", "init", "instance", { kind: "files", files: now }),
    config.preserve_hostname === true
      ? undefined
      : step("set_hostname", "init", "instance", { kind: "hostname", hostname }),
    config.manage_etc_hosts === undefined || config.manage_etc_hosts === false
      ? undefined
      : step("update_etc_hosts", "init", "always", { kind: "hosts", hostname, fqdn }),
    skipped("ssh", "init", config, ["disable_root"], "the sandbox has no SSH server"),
    skipped("set_passwords", "init", config, ["ssh_pwauth"], "the sandbox has no SSH server"),
    skipped("apt_configure", "config", config, ["apt"], "not run in the sandbox"),
    config.timezone === undefined
      ? undefined
      : step("timezone", "config", "instance", { kind: "timezone", timezone: config.timezone }),
    skipped(
      "package_update_upgrade_install",
      "final",
      config,
      ["package_update", "package_upgrade", "package_reboot_if_required", "packages"],
      "not run in the sandbox, which has the host's /usr",
    ),
    deferred.length === 0
      ? undefined
      : step("write_files_deferred", "final", "instance", { kind: "files", files: deferred }),
    config.runcmd &&
      step("scripts_user", "final", "instance", { kind: "script", script: shellify(config.runcmd) }),
    power === undefined || power.condition === false
      ? undefined
      : step("power_state_change", "final", "instance", {
          kind: "power",
          action: power.mode === "reboot" ? "reboot" : "poweroff",
          delayMs: delayMs(power.delay),
        }),
  ];
  return steps.filter((one) => one !== undefined);
}

function step(module: string, stage: Step["stage"], frequency: Step["frequency"], action: Action): Step {
  return { module, stage, frequency, action };
}

function skipped(
  module: string,
  stage: Step["stage"],
  config: CloudConfig,
  keys: readonly (keyof CloudConfig)[],
  reason: string,
): Step | undefined {
  const given = keys.filter((key) => config[key] !== undefined);
  if (given.length === 0) return undefined;
  return step(module, stage, "instance", { kind: "skipped", reason: `${given.join(", ")}: ${reason}` });
}

/** cloud-init counts the delay in minutes. */
function delayMs(delay: "now" | number | string | undefined): number {
  return delay === undefined || delay === "now" ? 0 : Number(delay) * 60_000;
}
