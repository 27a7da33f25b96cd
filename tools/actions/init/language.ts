import type { Folder } from "./folder.ts";

/** What the files of a language say. */
export interface Language {
  readonly name: string;
  /** Of the app, where the files have one. */
  readonly app?: string;
  /** Port that its framework takes unless told otherwise, and why we think so. */
  readonly port?: { readonly value: number; readonly why: string };
  /** A program that is started without an image's saying so. */
  readonly start?: string;
  readonly health?: { readonly path: string; readonly why: string };
}

type Detect = (folder: Folder) => Language | undefined;

const uses = (text: string, word: string): boolean =>
  new RegExp(`(?<![\\w-])${word}(?![\\w-])`, "i").test(text);

/** The first that a text names, as port and reason. */
function framework(
  text: string,
  file: string,
  known: Readonly<Record<string, number>>,
): Pick<Language, "port"> {
  const name = Object.keys(known).find((each) => uses(text, each));
  return name === undefined ? {} : { port: { value: known[name] ?? 0, why: `${name} in ${file}` } };
}

const app = (name: string | undefined) => (name === undefined ? {} : { app: name });

const node: Detect = ({ read }) => {
  const text = read("package.json");
  if (text === undefined) return undefined;
  let json: { name?: unknown; scripts?: { start?: unknown } };
  try {
    json = JSON.parse(text) as typeof json;
  } catch {
    return { name: "Node.js" };
  }
  const start = typeof json?.scripts?.start === "string" ? json.scripts.start : undefined;
  const [, port] = /(?:--port[= ]|-p ?|\bPORT=)(\d{2,5})\b/.exec(start ?? "") ?? [];
  const usual = framework(text, "package.json", {
    next: 3000,
    nuxt: 3000,
    "@nestjs/core": 3000,
    express: 3000,
    fastify: 3000,
    koa: 3000,
    "@remix-run/serve": 3000,
    vite: 4173,
  });
  return {
    name: "Node.js",
    ...app(typeof json?.name === "string" ? json.name.replace(/^@[^/]*\//, "") : undefined),
    ...(port === undefined ? usual : { port: { value: Number(port), why: "scripts.start in package.json" } }),
    ...(start === undefined ? {} : { start }),
  };
};

const go: Detect = ({ read, files }) => {
  const text = read("go.mod");
  if (text === undefined) return undefined;
  const name = /^module\s+(\S+)/m
    .exec(text)?.[1]
    ?.replace(/\/v\d+$/, "")
    .split("/")
    .at(-1);
  const mains = files.filter((path) => /(?:^|\/)main\.go$/.test(path));
  for (const path of mains) {
    const found = /"(?:[\w.]*):(\d{2,5})"/.exec(read(path) ?? "");
    if (found !== null)
      return {
        name: "Go",
        ...app(name),
        port: { value: Number(found[1]), why: `"${found[0].slice(1, -1)}" in ${path}` },
      };
  }
  return { name: "Go", ...app(name) };
};

const python: Detect = ({ read }) => {
  const file = ["pyproject.toml", "requirements.txt", "Pipfile", "setup.py"].find(
    (path) => read(path) !== undefined,
  );
  if (file === undefined) return undefined;
  const text = read(file) ?? "";
  const name = file === "pyproject.toml" ? /^name\s*=\s*"([^"]+)"/m.exec(text)?.[1] : undefined;
  return {
    name: "Python",
    ...app(name),
    ...framework(text, file, {
      django: 8000,
      fastapi: 8000,
      gunicorn: 8000,
      uvicorn: 8000,
      starlette: 8000,
      flask: 5000,
      streamlit: 8501,
    }),
  };
};

const ruby: Detect = ({ read }) => {
  const text = read("Gemfile");
  if (text === undefined) return undefined;
  const up = /rails\/health#show/.test(read("config/routes.rb") ?? "");
  return {
    name: "Ruby",
    ...framework(text, "Gemfile", { rails: 3000, puma: 9292, sinatra: 4567 }),
    ...(up ? { health: { path: "/up", why: "rails/health in config/routes.rb" } } : {}),
  };
};

const rust: Detect = ({ read }) => {
  const text = read("Cargo.toml");
  if (text === undefined) return undefined;
  return {
    name: "Rust",
    ...app(/^\[package\][^[]*?^name\s*=\s*"([^"]+)"/ms.exec(text)?.[1]),
    ...framework(text, "Cargo.toml", { rocket: 8000, "actix-web": 8080, axum: 3000, warp: 3030 }),
  };
};

const java: Detect = ({ read }) => {
  const file = ["pom.xml", "build.gradle", "build.gradle.kts"].find((path) => read(path) !== undefined);
  if (file === undefined) return undefined;
  const text = read(file) ?? "";
  const config = "src/main/resources/application.properties";
  const port = /^server\.port\s*=\s*(?:\$\{\w+:)?(\d+)/m.exec(read(config) ?? "")?.[1];
  return {
    name: "Java",
    ...(port === undefined
      ? framework(text, file, {
          "spring-boot-starter-web": 8080,
          "spring-boot": 8080,
          quarkus: 8080,
          micronaut: 8080,
        })
      : { port: { value: Number(port), why: `server.port in ${config}` } }),
    ...(text.includes("spring-boot-starter-actuator")
      ? { health: { path: "/actuator/health", why: `spring-boot-starter-actuator in ${file}` } }
      : {}),
  };
};

const php: Detect = ({ read }) => {
  const text = read("composer.json");
  if (text === undefined) return undefined;
  const up = /health:\s*'(\/[^']+)'/.exec(read("bootstrap/app.php") ?? "")?.[1];
  return {
    name: "PHP",
    ...(up === undefined ? {} : { health: { path: up, why: "health in bootstrap/app.php" } }),
  };
};

const staticSite: Detect = ({ files }) =>
  files.includes("index.html") || files.includes("public/index.html")
    ? {
        name: "a static site",
        port: { value: 8080, why: "what web servers for containers without root take" },
      }
    : undefined;

/** What a folder is written in: the first that fits, more telling files before less telling ones. */
export const languageOf = (folder: Folder): Language | undefined =>
  [go, rust, java, ruby, php, python, node, staticSite]
    .map((detect) => detect(folder))
    .find((found) => found !== undefined);

const SOURCE = /\.(?:js|mjs|cjs|ts|tsx|go|py|rb|rs|java|kt|php)$/;
const HEALTH = /["'`](\/(?:healthz|health|readyz|ready|livez|up|ping|_health|api\/health))["'`]/;

/** A path that looks like a health check's, where the source names one. */
export function healthInSource({ files, read }: Folder): { path: string; why: string } | undefined {
  for (const path of files
    .filter((each) => SOURCE.test(each) && !/(?:test|spec)\./.test(each))
    .slice(0, 200)) {
    for (const [i, line] of (read(path) ?? "").split("\n").entries()) {
      const found = HEALTH.exec(line)?.[1];
      if (found !== undefined) return { path: found, why: `"${found}" in ${path}:${i + 1}` };
    }
  }
  return undefined;
}
