import type { PlatformConfig } from "../platform-config.gen.ts";
import { readPlatformConfig } from "../platform-config.ts";

const SERVERS = '[control_plane]\noffering = "medium"\n';

/** A valid configuration with a network 10.1.1.0/24; `top` is put among the top-level keys, `rest` at the end. */
export function testConfig(top = "", controlPlane = SERVERS, rest = ""): PlatformConfig {
  const text = [
    'name = "acme"\ndomain = "acme.example"\napi_lb_allowed_cidrs = ["203.0.113.0/24"]',
    top,
    '[cloudstack]\nzone = "z"\ntemplate = "t"',
    '[network]\noffering = "o"\ncidr = "10.1.1.0/24"',
    controlPlane,
    rest,
  ].join("\n");
  const { config, diagnostics } = readPlatformConfig([{ file: "platform.toml", text }]);
  if (config === undefined) throw new Error(JSON.stringify(diagnostics));
  return config;
}
