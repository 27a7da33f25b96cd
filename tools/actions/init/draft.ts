import { tellsSecret } from "../../../platform/apps/secret-names.ts";
import { parseImageName } from "../../../platform/config/image-name.ts";
import type { TomlValue } from "../../config-edit/toml-edit.ts";
import { COMPOSE_FILES, readCompose, type Service } from "./compose.ts";
import { type ImageFacts, readDockerfile, type Said } from "./dockerfile.ts";
import { draftEnv, type Variable } from "./draft-env.ts";
import { type DraftNeed, draftNeeds } from "./draft-needs.ts";
import { ENV_EXAMPLES, readEnvExample } from "./env-example.ts";
import type { Folder } from "./folder.ts";
import { healthInSource, type Language, languageOf } from "./language.ts";
import { librariesOf } from "./libraries.ts";
import { commandOf, readProcfile } from "./procfile.ts";

/** One key of the file to be, and why it has its value. */
export interface DraftLine {
  readonly path: readonly string[];
  readonly value: TomlValue;
  readonly why: string;
}

/** A loco.toml to be. */
export interface Draft {
  readonly lines: readonly DraftLine[];
  /** What was seen and not taken. */
  readonly notes: readonly string[];
}

/** Everything in the folder that says something, read once. */
interface Found {
  readonly folder: Folder;
  readonly language?: Language;
  readonly dockerfile?: string;
  readonly image: ImageFacts;
  readonly procfile: ReadonlyMap<string, Said<string>>;
  readonly envFile?: string;
  readonly example: ReadonlyMap<string, Said<string>>;
  readonly composeFile: string;
  readonly services: readonly Service[];
  /** The service that is this app. */
  readonly own?: Service;
}

const line = (path: readonly string[], value: TomlValue, why: string): DraftLine => ({ path, value, why });

const DOCKERFILES = ["Dockerfile", "Containerfile", "docker/Dockerfile"];

function look(folder: Folder): Found {
  const first = (names: readonly string[]) => names.find((name) => folder.read(name) !== undefined);
  const dockerfile = first(DOCKERFILES);
  const envFile = first(ENV_EXAMPLES);
  const composeFile = first(COMPOSE_FILES) ?? "";
  const services = readCompose(folder.read(composeFile) ?? "");
  const built = services.filter(({ isBuilt }) => isBuilt);
  const own =
    built.find(({ name }) => /^(?:web|app)$/.test(name)) ??
    built.find(({ ports }) => ports.length > 0) ??
    built[0];
  const language = languageOf(folder);
  return {
    folder,
    ...(language === undefined ? {} : { language }),
    ...(dockerfile === undefined ? {} : { dockerfile }),
    image: readDockerfile(folder.read(dockerfile ?? "") ?? ""),
    procfile: readProcfile(folder.read("Procfile") ?? ""),
    ...(envFile === undefined ? {} : { envFile }),
    example: readEnvExample(folder.read(envFile ?? "") ?? ""),
    composeFile,
    services,
    ...(own === undefined ? {} : { own }),
  };
}

/** What a loco.toml for a folder would say. The same folder gives the same draft. */
export function draftApp(folder: Folder, name?: string): Draft {
  const found = look(folder);
  const needs = draftNeeds(found.services, found.composeFile, librariesOf(folder));
  const port = portOf(found);
  const env = draftEnv(variablesOf(found), needs.needs, port !== undefined);
  const processes = processLines(found);
  const app = nameOf(found, name);
  const lines = [
    app,
    ...imageLines(found, String(app.value)),
    ...(port === undefined ? [] : [port]),
    ...webLines(found),
    ...(port === undefined ? [] : healthLines(found)),
    ...userLines(found),
    ...env.lines,
    ...needs.needs.flatMap(needLines),
    ...volumeLines(found),
    ...processes,
  ];
  const telling = lines.filter(
    ({ path, value }) => /command$/.test(path.at(-1) ?? "") && tellsSecret([value].flat().join(" ")),
  );
  return {
    lines: lines.filter((each) => !telling.includes(each)),
    notes: [
      ...[...DOCKERFILES, ...COMPOSE_FILES, ...ENV_EXAMPLES, "Procfile"]
        .filter((path) => folder.isUnread(path))
        .map(
          (path) => `${path} is here and was not read: it is no text of at most 256 KiB that you may read`,
        ),
      ...elsewhere(found),
      ...telling.map(
        ({ path, why }) =>
          `${path.join(".")} (${why}) is not taken: it seems to hold a secret; read that from a variable`,
      ),
      ...(port === undefined && processes.length === 0
        ? ["no port was found: without one the app gets no requests"]
        : []),
      ...otherPorts(found, port?.value),
      ...(found.image.user === undefined || !/^(?:root|0)$/.test(found.image.user.value)
        ? []
        : [
            `the image runs as root (${found.dockerfile}:${found.image.user.line}); here it runs as user 1000`,
          ]),
      ...needs.notes,
      ...env.notes,
    ],
  };
}

/** Images that are built further down: a folder of many apps, of which each wants a file of its own. */
function elsewhere({ folder, dockerfile }: Found): string[] {
  const folders = folder.files
    .filter((path) => dockerfile === undefined && /.\/(?:Dockerfile|Containerfile)$/.test(path))
    .map((path) => path.replace(/[^/]*$/, ""));
  return folders.length === 0
    ? []
    : [`a Dockerfile is in ${folders.join(", ")}: run npx loco init there for each that is an app`];
}

const NAME = /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

function nameOf({ folder, language }: Found, given: string | undefined): DraftLine {
  if (given !== undefined) return line(["name"], given, "as given");
  const named = language?.app === undefined ? undefined : tidy(language.app);
  return named === undefined
    ? line(["name"], tidy(folder.name) ?? "app", "the folder's name")
    : line(["name"], named, `the name that ${language?.name} files have`);
}

/** A text as a name, or undefined when nothing of it is left. */
function tidy(text: string): string | undefined {
  const name = text
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  return NAME.test(name) ? name : undefined;
}

function imageLines({ dockerfile, own, composeFile }: Found, name: string): DraftLine[] {
  const { image } = own ?? {};
  if (image !== undefined && parseImageName(image.value) !== undefined)
    return [line(["image"], image.value, `image of ${own?.name} in ${composeFile}:${image.line}`)];
  return dockerfile === undefined
    ? [
        line(
          ["image"],
          `registry.example.com/${name}:1.0.0`,
          "CHANGE: no Dockerfile is here that says what is built; write your image",
        ),
      ]
    : [line(["dockerfile_path"], dockerfile, 'builds the image; until then write image = "..."')];
}

function portOf(found: Found): DraftLine | undefined {
  const { image, dockerfile, example, envFile, own, composeFile, language, procfile } = found;
  const number = (said: Said<string> | undefined) =>
    said !== undefined && /^[1-9]\d{0,4}$/.test(said.value) ? Number(said.value) : undefined;
  const exposed = image.ports[0];
  const ofImage = number(image.env.get("PORT"));
  const ofExample = number(example.get("PORT"));
  const mapped = own?.ports[0];
  if (exposed !== undefined)
    return line(["port"], exposed.value, `EXPOSE ${exposed.value} in ${dockerfile}:${exposed.line}`);
  if (ofImage !== undefined)
    return line(["port"], ofImage, `ENV PORT in ${dockerfile}:${image.env.get("PORT")?.line}`);
  if (ofExample !== undefined)
    return line(["port"], ofExample, `PORT in ${envFile}:${example.get("PORT")?.line}`);
  if (mapped !== undefined)
    return line(["port"], mapped.value, `port of ${own?.name} in ${composeFile}:${mapped.line}`);
  if (language?.port !== undefined) return line(["port"], language.port.value, language.port.why);
  const web = procfile.get("web");
  return web === undefined
    ? undefined
    : line(["port"], 8000, `a web process in Procfile:${web.line}, which finds it in PORT`);
}

function otherPorts({ image, dockerfile }: Found, taken: TomlValue | undefined): string[] {
  const others = [...new Set(image.ports.map(({ value }) => value))].filter((port) => port !== taken);
  return others.length === 0
    ? []
    : [
        `${dockerfile} exposes ${others.join(", ")}, too; an app answers HTTP on one port (metrics may have their own: [metrics] port)`,
      ];
}

function webLines({ procfile, image, language, dockerfile, own, composeFile }: Found): DraftLine[] {
  const web = procfile.get("web");
  if (web !== undefined && !image.hasCommand)
    return [line(["command"], commandOf(web.value), `web in Procfile:${web.line}`)];
  if (own?.command !== undefined)
    return [
      line(
        ["command"],
        composeCommand(own.command.value),
        `command of ${own.name} in ${composeFile}:${own.command.line}`,
      ),
    ];
  if (dockerfile !== undefined && !image.hasCommand && language?.start !== undefined)
    return [line(["command"], ["npm", "start"], "scripts.start in package.json; the Dockerfile has no CMD")];
  return [];
}

const composeCommand = (command: readonly string[] | string): string[] =>
  typeof command === "string" ? commandOf(command) : [...command];

function healthLines(found: Found): DraftLine[] {
  const { image, dockerfile, own, composeFile, language, folder } = found;
  const checks = [
    ...(image.health === undefined ? [] : [{ ...image.health, where: `HEALTHCHECK in ${dockerfile}` }]),
    ...(own?.health === undefined ? [] : [{ ...own.health, where: `healthcheck in ${composeFile}` }]),
  ];
  for (const { value, where, line: at } of checks) {
    const path = /https?:\/\/[^/\s"']+(\/[^\s"'?#|;&)]*)/.exec(value)?.[1];
    if (path !== undefined) return [line(["health"], path, `${where}:${at}`)];
  }
  const seen = language?.health ?? healthInSource(folder);
  return seen === undefined ? [] : [line(["health"], seen.path, seen.why)];
}

function userLines({ image, dockerfile }: Found): DraftLine[] {
  const { user } = image;
  return user !== undefined && /^[1-9]\d{0,8}$/.test(user.value) && user.value !== "1000"
    ? [line(["user"], Number(user.value), `USER in ${dockerfile}:${user.line}`)]
    : [];
}

/** Variables of the example, then those that compose has beside them. */
function variablesOf({ example, envFile, own, composeFile }: Found): Variable[] {
  const of = (env: ReadonlyMap<string, Said<string>>, file: string): Variable[] =>
    [...env].map(([name, { value, line: at }]) => ({ name, value, place: `${file}:${at}` }));
  const first = of(example, envFile ?? "");
  const names = new Set(first.map(({ name }) => name));
  return [...first, ...of(own?.env ?? new Map(), composeFile).filter(({ name }) => !names.has(name))];
}

const needLines = ({ name, type, version, why }: DraftNeed): DraftLine[] => [
  line(["needs", name, "type"], type, why),
  ...(version === undefined ? [] : [line(["needs", name, "version"], version, "the image's")]),
];

function volumeLines({ image, dockerfile, own, composeFile }: Found): DraftLine[] {
  const named = [...(own?.volumes ?? [])].map(([name, { value, line: at }]) => ({
    name: tidy(name) ?? "data",
    path: value,
    why: `volume ${name} in ${composeFile}:${at}`,
  }));
  const paths = new Set(named.map(({ path }) => path));
  const others = image.volumes
    .filter(({ value }) => value.startsWith("/") && !paths.has(value))
    .map(({ value, line: at }) => ({
      name: tidy(value) ?? "data",
      path: value,
      why: `VOLUME in ${dockerfile}:${at}`,
    }));
  return [...named, ...others].flatMap(({ name, path, why }) => [
    line(["volumes", name, "path"], path.length > 1 ? path.replace(/\/$/, "") : path, why),
    line(["volumes", name, "size"], "1Gi", "a guess; it can grow and never shrinks"),
  ]);
}

function processLines({ procfile, services, own, composeFile }: Found): DraftLine[] {
  const release = procfile.get("release");
  const others = [...procfile].filter(([name]) => name !== "web" && name !== "release");
  const siblings =
    procfile.size > 0 ? [] : services.filter(({ isBuilt, command }) => isBuilt && command !== undefined);
  return [
    ...(release === undefined
      ? []
      : [
          line(
            ["deploy", "release_command"],
            commandOf(release.value),
            `release in Procfile:${release.line}`,
          ),
        ]),
    ...others.map(([name, { value, line: at }]) =>
      line(["processes", tidy(name) ?? "worker", "command"], commandOf(value), `${name} in Procfile:${at}`),
    ),
    ...siblings
      .filter((service) => service !== own && service.ports.length === 0)
      .map(({ name, command, line: at }) =>
        line(
          ["processes", tidy(name) ?? "worker", "command"],
          composeCommand(command?.value ?? []),
          `${name} in ${composeFile}:${command?.line ?? at}`,
        ),
      ),
  ];
}
