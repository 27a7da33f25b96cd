import { readPlatformConfig } from "../config/platform-config.ts";
import type { Addon, AddonInput } from "./addon.ts";
import { inputOf } from "./catalogue.ts";
import { SAMPLE_FACTS } from "./sample-facts.ts";

/** What tests give an addon: the smallest platform with lines of platform.toml added on top and at the end. */
export function addonInput(top = "", end = ""): AddonInput {
  const text = `
name = "acme"
domain = "apps.acme.example"
api_lb_allowed_cidrs = ["203.0.113.0/24"]
${top}
cloudstack = { zone = "ZP01", template = "Ubuntu 24.04" }
network = { offering = "isolated", cidr = "10.1.1.0/24" }
control_plane = { offering = "medium", schedulable = true }
${end}`;
  const { config, diagnostics } = readPlatformConfig([{ file: "platform.toml", text }]);
  if (config === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return inputOf(config, SAMPLE_FACTS);
}

/** An addon that installs nothing of note. */
export function addon(name: string, needs: readonly string[] = [], changes: Partial<Addon> = {}): Addon {
  return {
    name,
    purpose: `what ${name} does`,
    namespace: name,
    podSecurity: "restricted",
    chart: { repository: "https://charts.example", name, version: "1.0.0" },
    needs,
    timeout: 60,
    values: () => ({}),
    ...changes,
  };
}
