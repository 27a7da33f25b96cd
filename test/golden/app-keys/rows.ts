import type { DatastoreType } from "../../../platform/apps/needs.ts";
import { needRows } from "./need-rows.ts";

/** What a key changes outside of our own labels and annotations. */
export type Effect =
  /** In a rendered object: `Deployment/web`, then the path in it. A step `name=x` is the item of a list with that name. */
  | { readonly object: string; readonly path: string; readonly value: unknown }
  /** There is an object that was not there before. */
  | { readonly appears: string }
  | { readonly disappears: string }
  /** In an argument of a Helm release, as the stack gives it to Terraform. */
  | { readonly release: string; readonly argument: string; readonly value: unknown }
  /** Nothing before there are builds, and validate says so. */
  | { readonly warns: string };

/** A file with the key, and the same without it. */
export interface Row {
  readonly key: string;
  /** The type of need whose key it is. */
  readonly of?: DatastoreType;
  /** Keys at the top, and tables below them, that both files have. */
  readonly base?: { readonly top?: string; readonly tables?: string };
  /** What the second file has instead of or beside them. A line that begins with `-` takes one of the base's away. */
  readonly adds: { readonly top?: string; readonly tables?: string };
  readonly effect: Effect;
}

const deployment = (path: string, value: unknown, name = "web"): Effect => ({
  object: `Deployment/${name}`,
  path: `spec.template.spec.${path}`,
  value,
});
const container = (path: string, value: unknown, name = "web"): Effect =>
  deployment(`containers.0.${path}`, value, name);
const object = (object: string, path: string, value: unknown): Effect => ({ object, path, value });
const job = (path: string, value: unknown): Effect =>
  object("CronJob/job-report", `spec.jobTemplate.spec.${path}`, value);
const jobContainer = (path: string, value: unknown): Effect =>
  job(`template.spec.containers.0.${path}`, value);

const top = (key: string, line: string, effect: Effect, base: Row["base"] = {}): Row => ({
  key,
  base,
  adds: { top: line },
  effect,
});
const table = (key: string, lines: string, effect: Effect, base: Row["base"] = {}): Row => ({
  key,
  base,
  adds: { tables: lines },
  effect,
});

/** A key of a process, at the top for web and in a table for another one. */
function process(key: string, lines: string, effect: (name: string) => Effect, base = ""): Row[] {
  const of = (name: string) => ({ top: "", tables: `[processes.${name}]\nport = 9000\n${base}` });
  return [
    { key, base: { top: `port = 8000\n${base}` }, adds: { top: lines }, effect: effect("web") },
    { key: `processes.*.${key}`, base: of("api"), adds: { tables: lines }, effect: effect("api") },
  ];
}

const VOLUME = '[volumes.data]\npath = "/data"\nsize = "10Gi"\n';
const S3 = '[needs.uploads]\ntype = "s3"\nendpoint = "https://s3.example.com"\nbucket = "acme"\n';
const JOB = '[jobs.report]\nschedule = "0 3 * * *"\ncommand = ["bin/report"]\n';
const ALERT = '[alerts.orders-fail]\nwhen = "orders_failed > 1"\nsummary = "Orders fail"\n';
const HEALTH = 'health.path = "/healthz"\n';
const SCALED = "replicas = { min = 2, max = 5 }\nscalers.cpu_target = 70\n";

/** A text that has another one somewhere in it. */
const holds = (text: string) => ({ holds: text });

const alert = (key: string): Row => {
  const values: Readonly<Record<string, readonly [string, string]>> = {
    when: ['-when = "orders_failed > 1"\nwhen = "orders_failed > 2"', "orders_failed > 2"],
    for: ['for = "10m"', 'for: "600s"'],
    severity: ['severity = "critical"', "severity: critical"],
    summary: ['-summary = "Orders fail"\nsummary = "No orders"', "No orders"],
  };
  const [lines, text] = values[key] ?? ["", ""];
  return table(`alerts.*.${key}`, lines, object("ConfigMap/alerts", "data.alerts.yaml", holds(text)), {
    tables: ALERT,
  });
};

/** Fields of a bucket are what env values are made of. */
const s3 = (key: string, line: string, value: string): Row[] => [
  table(
    `needs.*.${key}`,
    `-${S3.split("\n").find((each) => each.startsWith(`${key} =`)) ?? "nothing"}\n${line}`,
    container("env.name=IT.value", value),
    { tables: `[env]\nIT = "\${needs.uploads.${key}}"\n${S3}` },
  ),
];

const backup = (key: string, line: string, path: string, value: unknown): Row =>
  table(`backup.${key}`, line, object("Schedule/volumes", path, value), { tables: `${VOLUME}[backup]\n` });

const jobRow = (key: string, lines: string, effect: Effect): Row =>
  table(`jobs.*.${key}`, lines, effect, { tables: JOB });

/** Each key of schemas/loco.source.json, once; of a need, once for each type. */
export const rows: readonly Row[] = [
  { key: "name", adds: { top: '-name = "shop"\nname = "store"' }, effect: { appears: "Namespace/store" } },
  top("description", 'description = "Storefront"', {
    release: "shop",
    argument: "description",
    value: "Storefront",
  }),
  top(
    "owner",
    'owner = "team-web"',
    object("ConfigMap/alerts", "data.alerts.yaml", holds("owner: team-web")),
    {
      tables: ALERT,
    },
  ),
  top(
    "image",
    '-image = "ghcr.io/acme/shop:1"\nimage = "ghcr.io/acme/shop:2"',
    container("image", "ghcr.io/acme/shop:2"),
  ),
  top("dockerfile_path", 'dockerfile_path = "."', { warns: "no effect until builds" }),
  ...process("command", 'command = ["bin/serve"]', (name) => container("command", ["bin/serve"], name)),
  ...process("args", 'args = ["-v"]', (name) => container("args", ["-v"], name)),
  top("port", "port = 8000", object("Service/web", "spec.ports.0.targetPort", "http")),
  table("processes.*.port", "port = 9000", { appears: "Service/api" }, { tables: "[processes.api]" }),
  ...process("domains", 'domains = ["a.example.com"]', (name) =>
    object(`Ingress/${name}`, name === "web" ? "spec.rules.1.host" : "spec.rules.0.host", "a.example.com"),
  ),
  ...process("http.path", 'http.path = "/api"', (name) =>
    object(`Ingress/${name}`, "spec.rules.0.http.paths.0.path", "/api"),
  ),
  ...process(
    "http.timeout",
    'http.timeout = "5s"',
    (name) => object(`ServersTransport/${name}`, "spec.forwardingTimeouts.responseHeaderTimeout", "5s"),
    'domains = ["a.example.com"]\n',
  ),
  ...process(
    "http.max_body",
    'http.max_body = "1Mi"',
    (name) => object(`Middleware/${name}-max-body`, "spec.buffering.maxRequestBodyBytes", 1_048_576),
    'domains = ["a.example.com"]\n',
  ),
  ...process(
    "http.allow",
    'http.allow = ["203.0.113.0/24"]',
    (name) => object(`Middleware/${name}-allow`, "spec.ipAllowList.sourceRange", ["203.0.113.0/24"]),
    'domains = ["a.example.com"]\n',
  ),
  ...process(
    "http.basic_auth",
    'http.basic_auth = "STAGING_USERS"',
    (name) => object(`Middleware/${name}-basic-auth`, "spec.basicAuth.secret", "basic-auth-staging-users"),
    'domains = ["a.example.com"]\n',
  ),
  ...process(
    "http.sticky",
    "http.sticky = true",
    (name) =>
      object(
        `Service/${name}`,
        "metadata.annotations.traefik.ingress.kubernetes.io/service.sticky.cookie.secure",
        "true",
      ),
    'domains = ["a.example.com"]\n',
  ),
  ...process(
    "http.tls",
    'http.tls = "off"',
    (name) => object(`Ingress/${name}`, "spec.tls", undefined),
    'domains = ["a.example.com"]\n',
  ),
  ...process(
    "http.tls.secret",
    'http.tls = { secret = "shop-tls" }',
    (name) => object(`Ingress/${name}`, "spec.tls.0.secretName", "shop-tls"),
    'domains = ["a.example.com"]\n',
  ),
  ...process("health", 'health = "/up"', (name) => container("readinessProbe.httpGet.path", "/up", name)),
  ...process("health.path", 'health.path = "/up"', (name) =>
    container("readinessProbe.httpGet.path", "/up", name),
  ),
  ...process(
    "health.interval",
    'health.interval = "7s"',
    (name) => container("readinessProbe.periodSeconds", 7, name),
    HEALTH,
  ),
  ...process(
    "health.timeout",
    'health.timeout = "3s"',
    (name) => container("readinessProbe.timeoutSeconds", 3, name),
    HEALTH,
  ),
  ...process(
    "health.grace",
    'health.grace = "5m"',
    (name) => container("startupProbe.failureThreshold", 150, name),
    HEALTH,
  ),
  ...process(
    "health.failures",
    "health.failures = 5",
    (name) => container("readinessProbe.failureThreshold", 5, name),
    HEALTH,
  ),
  ...process(
    "health.liveness",
    'health.liveness = "/livez"',
    (name) => container("livenessProbe.httpGet.path", "/livez", name),
    HEALTH,
  ),
  ...process("cpu", 'cpu = "300m"', (name) => container("resources.requests.cpu", "300m", name)),
  ...process("cpu_limit", 'cpu_limit = "2"', (name) => container("resources.limits.cpu", "2", name)),
  ...process("memory", 'memory = "300Mi"', (name) => container("resources.limits.memory", "300Mi", name)),
  ...process("disk", 'disk = "3Gi"', (name) => container("resources.limits.ephemeral-storage", "3Gi", name)),
  ...process("replicas", "replicas = 3", (name) =>
    object(`HorizontalPodAutoscaler/${name}`, "spec.minReplicas", 3),
  ),
  ...process(
    "replicas.min",
    "-replicas = { min = 2, max = 5 }\nreplicas = { min = 3, max = 5 }",
    (name) => object(`HorizontalPodAutoscaler/${name}`, "spec.minReplicas", 3),
    SCALED,
  ),
  ...process(
    "replicas.max",
    "-replicas = { min = 2, max = 5 }\nreplicas = { min = 2, max = 6 }",
    (name) => object(`HorizontalPodAutoscaler/${name}`, "spec.maxReplicas", 6),
    SCALED,
  ),
  ...process(
    "scalers.cpu_target",
    "-scalers.cpu_target = 70\nscalers.cpu_target = 60",
    (name) =>
      object(`HorizontalPodAutoscaler/${name}`, "spec.metrics.0.resource.target.averageUtilization", 60),
    SCALED,
  ),
  ...process(
    "scalers.memory_target",
    "scalers.memory_target = 50",
    (name) =>
      object(`HorizontalPodAutoscaler/${name}`, "spec.metrics.1.resource.target.averageUtilization", 50),
    SCALED,
  ),
  ...process("env", 'env = { LOG_LEVEL = "debug" }', (name) =>
    container("env.name=LOG_LEVEL.value", "debug", name),
  ),
  top(
    "secrets",
    'secrets = ["STRIPE_KEY"]',
    container("env.name=STRIPE_KEY.valueFrom.secretKeyRef", { name: "app-secrets", key: "STRIPE_KEY" }),
  ),
  top("user", "user = 1234", deployment("securityContext.runAsUser", 1234)),
  top("pull_secret", 'pull_secret = "ghcr"', deployment("imagePullSecrets.0.name", "ghcr")),
  top("pool", 'pool = "apps"', deployment("nodeSelector.loco.dev/pool", "apps")),
  table("logs.structured", "logs.structured = true", {
    object: "Deployment/web",
    path: "spec.template.metadata.labels.loco.dev/log-format",
    value: "json",
  }),
  table("logs.retention_period", '[logs]\nretention_period = "30d"', {
    object: "Deployment/web",
    path: "spec.template.metadata.labels.loco.dev/log-retention",
    value: "30d",
  }),
  table(
    "metrics.path",
    '[metrics]\npath = "/stats"',
    {
      object: "Deployment/web",
      path: "spec.template.metadata.annotations.prometheus.io/path",
      value: "/stats",
    },
    { top: "port = 8000" },
  ),
  table("metrics.port", "[metrics]\nport = 9090", {
    object: "Deployment/web",
    path: "spec.template.metadata.annotations.prometheus.io/port",
    value: "9090",
  }),
  ...["when", "for", "severity", "summary"].map((key) => alert(key)),
  table(
    "scratch",
    '[scratch]\n"/cache" = "1Gi"',
    deployment("volumes.name=scratch-0.emptyDir.sizeLimit", "1Gi"),
  ),
  table(
    "files.*.content",
    '[files."/etc/a.txt"]\ncontent = "hello"',
    object("ConfigMap/files", "data", { "etc_a.txt": "hello" }),
  ),
  table(
    "files.*.source",
    '[files."/etc/a.txt"]\nsource = "a.txt"',
    object("ConfigMap/files", "data", { "etc_a.txt": "from a file\n" }),
  ),
  table(
    "files.*.secret",
    '[files."/etc/a.txt"]\nsecret = "A"',
    deployment("volumes.name=secret-files.secret.secretName", "app-secrets"),
  ),
  ...needRows,
  ...s3("bucket", 'bucket = "other"', "other"),
  ...s3("endpoint", 'endpoint = "https://s3.other.example"', "https://s3.other.example"),
  ...s3("region", 'region = "eu-1"', "eu-1"),
  table(
    "needs.*.secrets",
    '-secrets = ["URL"]\nsecrets = ["Url"]',
    container("env.name=IT.valueFrom.secretKeyRef.key", "Url"),
    { tables: '[env]\nIT = "${needs.mail.url}"\n[needs.mail]\ntype = "external"\nsecrets = ["URL"]\n' },
  ),
  table(
    "volumes.*.path",
    '-path = "/data"\npath = "/srv"',
    container("volumeMounts.name=volume-data.mountPath", "/srv"),
    { tables: VOLUME },
  ),
  table(
    "volumes.*.size",
    '-size = "10Gi"\nsize = "20Gi"',
    object("PersistentVolumeClaim/data", "spec.resources.requests.storage", "20Gi"),
    { tables: VOLUME },
  ),
  table(
    "volumes.*.process",
    'process = "api"',
    container("volumeMounts.name=volume-data.mountPath", "/data", "api"),
    {
      top: "port = 8000",
      tables: `[processes.api]\n${VOLUME}`,
    },
  ),
  table(
    "volumes.*.storage_class",
    'storage_class = "fast"',
    object("PersistentVolumeClaim/data", "spec.storageClassName", "fast"),
    { tables: VOLUME },
  ),
  table(
    "volumes.*.backup",
    "backup = false",
    object("PersistentVolumeClaim/data", "metadata.annotations.k8up.io/backup", "false"),
    { tables: `[backup]\n[volumes.other]\npath = "/other"\nsize = "1Gi"\n${VOLUME}` },
  ),
  backup("schedule", 'schedule = "0 4 * * *"', "spec.backup.schedule", "0 4 * * *"),
  backup("keep.daily", "keep.daily = 9", "spec.prune.retention.keepDaily", 9),
  backup("keep.weekly", "keep.weekly = 9", "spec.prune.retention.keepWeekly", 9),
  backup("keep.monthly", "keep.monthly = 9", "spec.prune.retention.keepMonthly", 9),
  table(
    "backup.command",
    'command = ["bin/dump"]',
    {
      object: "Deployment/web",
      path: "spec.template.metadata.annotations.k8up.io/backupcommand",
      value: holds("bin/dump"),
    },
    { tables: `${VOLUME}[backup]\n` },
  ),
  table(
    "network.internal",
    "[network]\ninternal = true",
    { disappears: "Ingress/web" },
    { top: "port = 8000" },
  ),
  table(
    "network.from",
    '[network]\nfrom = ["admin"]',
    object(
      "NetworkPolicy/ingress-web",
      "spec.ingress.0.from.1.namespaceSelector.matchLabels.kubernetes.io/metadata.name",
      "admin",
    ),
    { top: "port = 8000" },
  ),
  table(
    "network.to",
    '[network]\nto = ["10.1.0.0/16:5432"]',
    object("NetworkPolicy/egress", "spec.egress.1.ports.0.port", 5432),
  ),
  table(
    "deploy.strategy",
    '[deploy]\nstrategy = "recreate"',
    object("Deployment/web", "spec.strategy.type", "Recreate"),
  ),
  table("deploy.timeout", '[deploy]\ntimeout = "15m"', { release: "shop", argument: "timeout", value: 900 }),
  table("deploy.shutdown", '[deploy]\nshutdown = "45s"', deployment("terminationGracePeriodSeconds", 45)),
  table("deploy.release_command", '[deploy]\nrelease_command = ["bin/migrate"]', { appears: "Job/release" }),
  table("deploy.keep", "[deploy]\nkeep = 5", { release: "shop", argument: "max_history", value: 5 }),
  jobRow(
    "schedule",
    '-schedule = "0 3 * * *"\nschedule = "0 4 * * *"',
    object("CronJob/job-report", "spec.schedule", "0 4 * * *"),
  ),
  jobRow(
    "timezone",
    'timezone = "America/Sao_Paulo"',
    object("CronJob/job-report", "spec.timeZone", "America/Sao_Paulo"),
  ),
  jobRow(
    "command",
    '-command = ["bin/report"]\ncommand = ["bin/other"]',
    jobContainer("command", ["bin/other"]),
  ),
  jobRow("args", 'args = ["-v"]', jobContainer("args", ["-v"])),
  jobRow("timeout", 'timeout = "10m"', job("template.spec.activeDeadlineSeconds", 600)),
  jobRow("retries", "retries = 2", job("backoffLimit", 2)),
  jobRow(
    "concurrency",
    'concurrency = "replace"',
    object("CronJob/job-report", "spec.concurrencyPolicy", "Replace"),
  ),
  jobRow("cpu", 'cpu = "300m"', jobContainer("resources.requests.cpu", "300m")),
  jobRow("memory", 'memory = "300Mi"', jobContainer("resources.limits.memory", "300Mi")),
  jobRow("disk", 'disk = "3Gi"', jobContainer("resources.limits.ephemeral-storage", "3Gi")),
  jobRow("env", 'env = { LOG_LEVEL = "debug" }', jobContainer("env.name=LOG_LEVEL.value", "debug")),
  table("environments", '[environments.staging]\ncpu = "300m"', { appears: "Namespace/shop-staging" }),
];
