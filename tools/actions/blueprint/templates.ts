/** What a new blueprint can begin as. */
export type Template = "web" | "worker" | "cron" | "static" | "stateful";

/** A file of a new blueprint, by its path in the folder. */
export type BlueprintFiles = Readonly<Record<string, string>>;

interface Beginning {
  /** What it is for, in a few words. */
  readonly purpose: string;
  readonly files: (name: string) => BlueprintFiles;
}

const SCHEMA =
  "#:schema ../../schemas/loco.schema.json\n\n# Every key: docs/reference/loco-toml.md, or npx loco explain <key>\n\n";

const loco = (text: string): string => `${SCHEMA}${text}`;

/** Each is small and valid as it stands, with an image that can be had. */
export const TEMPLATES: Readonly<Record<Template, Beginning>> = {
  web: {
    purpose: "a process that answers requests",
    files: (name) => ({
      "loco.toml": loco(`name = "${name}"
image = "docker.io/nginxinc/nginx-unprivileged:1.29.4-alpine3.23"   # yours goes here
port = 8080                      # where the process listens; PORT says it, too
user = 101                       # who it runs as, never root
cpu = "100m"
memory = "128Mi"
replicas = 2
health = "/"                     # answers 200 once it can take requests
`),
    }),
  },
  worker: {
    purpose: "a process without a port",
    files: (name) => ({
      "loco.toml": loco(`name = "${name}"
image = "docker.io/library/busybox:1.37.0"   # yours goes here
cpu = "50m"
memory = "64Mi"

[processes.worker]
command = ["sh", "-c", "while true; do echo working; sleep 60; done"]
replicas = 1
`),
    }),
  },
  cron: {
    purpose: "a command that runs at certain times",
    files: (name) => ({
      "loco.toml": loco(`name = "${name}"
image = "docker.io/library/busybox:1.37.0"   # yours goes here
cpu = "50m"
memory = "64Mi"

[jobs.${JOB}]
schedule = "0 3 * * *"           # minute, hour, day of the month, month, day of the week
timezone = "Etc/UTC"
command = ["sh", "-c", "date"]
timeout = "10m"
`),
    }),
  },
  static: {
    purpose: "pages in files",
    files: (name) => ({
      "loco.toml": loco(`name = "${name}"
image = "docker.io/nginxinc/nginx-unprivileged:1.29.4-alpine3.23"
port = 8080
user = 101                       # nginx, in this image
cpu = "20m"
memory = "64Mi"
replicas = 2
health = "/"

[files."/usr/share/nginx/html/index.html"]
source = "html/index.html"       # 1 MiB in all; larger sites go into an image
`),
      "html/index.html": `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>${name}</title>
  <h1>${name}</h1>
</html>
`,
    }),
  },
  stateful: {
    purpose: "a process that keeps data on a volume, with copies of it",
    files: (name) => ({
      "loco.toml": loco(`name = "${name}"
image = "docker.io/nginxinc/nginx-unprivileged:1.29.4-alpine3.23"   # yours goes here
port = 8080
user = 101
cpu = "100m"
memory = "128Mi"
replicas = 1                     # a volume is one process's, which runs once
health = { grace = "2m" }

[volumes.data]
path = "/data"
size = "5Gi"

[backup]
schedule = "0 2 * * *"
`),
    }),
  },
};

/** Name of the job of a new cron blueprint. */
const JOB = "run";
