import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const repository = join(import.meta.dirname, "../../..");

/** Fills a folder with the example platform and so many apps, of three sizes in turn. */
export function writeBlueprints(dir: string, count: number): void {
  cpSync(join(repository, "platform.toml"), join(dir, "platform.toml"));
  for (let index = 0; index < count; index++) {
    const name = `app-${String(index).padStart(4, "0")}`;
    mkdirSync(join(dir, "blueprints", name), { recursive: true });
    writeFileSync(join(dir, "blueprints", name, "loco.toml"), SIZES[index % SIZES.length]?.(name) ?? "");
  }
}

const six = (name: string) => `name     = "${name}"
port     = 8000
cpu      = "100m"
memory   = "256Mi"
replicas = 2
health   = "/healthz"
image    = "ghcr.io/acme/${name}:1.4.2"
`;

const SIZES: readonly ((name: string) => string)[] = [
  six,
  (
    name,
  ) => `${six(name).replace("replicas = 2", "replicas = { min = 2, max = 6 }\nscalers  = { cpu_target = 80 }")}
domains  = ["${name}.example.com"]
secrets  = ["SESSION_KEY"]

[env]
LOG_LEVEL = "info"
BASE_URL  = "\${app.url}"
SESSION   = "key \${secrets.SESSION_KEY}"

[processes.worker]
command  = ["bin/worker"]
memory   = "512Mi"

[jobs.report]
command  = ["bin/report"]
schedule = "0 3 * * *"
`,
  (name) => `${six(name).replace("replicas = 2", "replicas = 1")}
[files."/etc/app/settings.yaml"]
content = """
cache: on
hosts: [a, b]
"""

[volumes.data]
path = "/data"
size = "5Gi"

[network]
to = ["10.0.0.0/8:443"]
`,
];
