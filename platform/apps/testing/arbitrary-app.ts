import fc from "fast-check";
import { DATASTORES } from "../needs.ts";

/** Documents that loco.toml may hold, as tables. */
export function arbitraryApp(): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .record(
      {
        name: dnsName(20).map((name) => `x${name}`),
        image: fc.constantFrom("nginx:1.29", "ghcr.io/acme/shop:1.4.2", `a/b@sha256:${"0".repeat(64)}`),
        port: fc.option(port, { nil: undefined }),
        command: fc.constant(["bin/web", "--flag=${HOME}", "$(PORT)"]),
        processes: named(process),
        jobs: named(job),
        env,
        secrets: fc.uniqueArray(fc.constantFrom("KEY_A", "KEY_B", "KEY_C")),
        ...common,
        scratch: fc.constantFrom({}, { "/var/cache": "10Mi" }, { "/a": "1Mi", "/b": "20Mi" }),
        files: fc.constantFrom({}, { "/etc/x/y.yaml": { content: "a: 1\n" } }, { "/etc/z": { secret: "Z" } }),
        needs: fc.dictionary(
          dnsName(8).map((name) => `n${name}`),
          need,
          { maxKeys: 3 },
        ),
        network: fc.record(
          {
            internal: fc.boolean(),
            from: fc.uniqueArray(fc.constantFrom("admin", "blog")),
            to: fc.uniqueArray(fc.constantFrom("api.example.com:443", "10.0.0.0/8:53", "app:blog")),
          },
          { requiredKeys: [] },
        ),
        logs: fc.record(
          { structured: fc.boolean(), retention_period: fc.constantFrom("1d", "7d", "90d") },
          { requiredKeys: [] },
        ),
        metrics: fc.record({ path: path, port }, { requiredKeys: ["port"] }),
        alerts: fc.constantFrom({}, { Errors: { when: 'up{a="b"} == 0', summary: "It is down" } }),
        deploy: fc.record(
          {
            strategy: fc.constantFrom("rolling", "recreate"),
            timeout: fc.constantFrom("10m", "1h"),
            shutdown: fc.constantFrom("10s", "1m"),
            keep: fc.integer({ min: 1, max: 100 }),
            release_command: fc.constant(["bin/migrate"]),
          },
          { requiredKeys: [] },
        ),
        user: fc.integer({ min: 1, max: 65_535 }),
        owner: fc.constantFrom("team-web", "a.b_c"),
        description: fc.string({ minLength: 1, maxLength: 200, unit: "grapheme-ascii" }),
        pool: fc.constant("apps"),
        environments: fc.constantFrom({}, { staging: { env: { LOG: "debug" } } }),
      },
      { requiredKeys: ["name", "image", "command"] },
    )
    .map(coherent);
}

const dnsName = (most: number) =>
  fc.stringMatching(new RegExp(`^[a-z0-9]([a-z0-9-]{0,${most - 2}}[a-z0-9])?$`));

const port = fc.integer({ min: 1, max: 65_535 });
const path = fc.stringMatching(/^\/([a-z0-9]{1,6}\/){0,3}[a-z0-9]{0,6}$/);
const cpu = fc.oneof(
  fc.integer({ min: 1, max: 9999 }).map((n) => `${n}m`),
  fc.constantFrom("1", "0.5"),
);
const size = fc.integer({ min: 100, max: 4000 }).map((n) => `${n}Mi`);

const value = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom("${app.host}", "a $${b} ${apps.other.url}", "$(X)"),
);
const env = fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,10}$/), value, { maxKeys: 4 });

const replicas = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc
    .integer({ min: 1, max: 5 })
    .chain((min) => fc.record({ min: fc.constant(min), max: fc.integer({ min: min + 1, max: 30 }) })),
);

const common = {
  cpu,
  memory: size,
  disk: size,
  replicas,
  health: fc.oneof(
    path,
    fc.record(
      { path, interval: fc.constantFrom("5s", "1m"), failures: fc.integer({ min: 1, max: 9 }) },
      { requiredKeys: [] },
    ),
  ),
  http: fc.record(
    {
      path,
      timeout: fc.constantFrom("5s"),
      sticky: fc.boolean(),
      max_body: size,
      tls: fc.constantFrom("auto", "off", { secret: "tls" }),
    },
    { requiredKeys: [] },
  ),
};

const process = fc.record({ port, command: fc.constant(["bin/x"]), env, ...common }, { requiredKeys: [] });

const job = fc.record(
  {
    command: fc.constant(["bin/job"]),
    schedule: fc.constantFrom("@daily", "*/5 0-3 1,15 jan-mar mon", "0 3 * * *"),
    timezone: fc.constantFrom("Etc/UTC", "America/Sao_Paulo"),
    retries: fc.integer({ min: 0, max: 20 }),
    env,
    cpu,
  },
  { requiredKeys: ["command"] },
);

const need = fc.oneof(
  ...(["postgres", "mysql", "mongodb", "elasticsearch", "rabbitmq"] as const).map((type) =>
    fc.record(
      {
        type: fc.constant(type),
        ...(DATASTORES[type].versions === undefined
          ? {}
          : { version: fc.constantFrom(...DATASTORES[type].versions) }),
        size,
        replicas: fc.constantFrom(1, 3, 5),
        cpu,
      },
      { requiredKeys: ["type"] },
    ),
  ),
  fc.record({ type: fc.constant("redis"), replicas: fc.constantFrom(1, 2) }, { requiredKeys: ["type"] }),
  fc.constant({ type: "s3", endpoint: "https://s3.example.com", bucket: "acme-shop" }),
  fc.constant({ type: "external", secrets: ["TOKEN"] }),
);

const named = (each: fc.Arbitrary<Record<string, unknown>>) =>
  fc.dictionary(
    dnsName(10).map((name) => `p${name}`),
    each,
    { maxKeys: 3 },
  );

type Draft = Record<string, unknown>;

/** Takes out what does not go together, which the rules refuse. */
function coherent({ http, ...rest }: Draft): Draft {
  const internal = (rest.network as Draft | undefined)?.internal === true;
  const file = internal || http === undefined ? rest : { ...rest, http };
  const names = new Set(Object.keys((file.processes as Draft | undefined) ?? {}));
  const processes = Object.entries((file.processes as Record<string, Draft> | undefined) ?? {}).map(
    ([name, each], i) => [
      name,
      coherentProcess({
        ...each,
        http: each.http === undefined || internal ? undefined : belowWeb(each.http as Draft, i),
      }),
    ],
  );
  const jobs = Object.entries((file.jobs as Record<string, Draft> | undefined) ?? {})
    .filter(([name]) => !names.has(name))
    .map(([name, each]) => [
      name,
      each.env === undefined ? each : { ...each, env: plainEnv(each.env as Draft) },
    ]);
  const whole = {
    ...coherentProcess(file),
    ...(file.processes === undefined ? {} : { processes: Object.fromEntries(processes) }),
    ...(file.jobs === undefined ? {} : { jobs: Object.fromEntries(jobs) }),
  };
  const ports = [file, ...processes.map(([, each]) => each as Draft)].some(({ port }) => port !== undefined);
  return file.port === undefined ? withoutAddresses(withoutTraffic(whole, ports)) : whole;
}

/** Without a port of web's nothing is to be kept inside, and without any nobody may connect. */
const withoutTraffic = ({ network, ...rest }: Draft, ports: boolean): Draft => {
  if (network === undefined) return rest;
  const { internal: _internal, from, ...others } = network as Draft;
  return { ...rest, network: ports && from !== undefined ? { ...others, from } : others };
};

/** With a path for each, so that none clashes with another, and web's certificate. */
const belowWeb = ({ tls: _tls, ...http }: Draft, i: number): Draft => ({ ...http, path: `/own-${i}` });

function coherentProcess({ health, http, ...keys }: Draft): Draft {
  const scaled = typeof keys.replicas === "object";
  return {
    ...keys,
    ...(keys.port === undefined
      ? {}
      : { ...(health === undefined ? {} : { health }), ...(http === undefined ? {} : { http }) }),
    ...(scaled ? { scalers: { cpu_target: 80 } } : {}),
    ...(keys.env === undefined ? {} : { env: plainEnv(keys.env as Draft) }),
  };
}

/** Values of env in which every `${` is one that is known. */
const plainEnv = (env: Draft): Draft =>
  Object.fromEntries(
    Object.entries(env)
      .filter(([name]) => name !== "PORT" && !name.startsWith("KEY_"))
      .map(([name, each]) => [
        name,
        typeof each === "string" && /\$\{(?!app\.|apps\.|b\})/.test(each) ? "x" : each,
      ]),
  );

/** `${app.host}` is not known without a port. */
const withoutAddresses = (file: Draft): Draft =>
  JSON.parse(JSON.stringify(file).replaceAll('"${app.host}"', '"plain"')) as Draft;
