import { formatKey } from "../config/diagnostic.ts";
import { mergeTables } from "../config/overlay.ts";
import { NOWHERE, type Reading, readDocuments } from "../config/read-documents.ts";
import type { Rule } from "../config/rules/rule.ts";
import { isTable, type Table } from "../config/table.ts";
import { parseTomlDocument, type TomlDocument } from "../config/toml-document.ts";
import type { App } from "./app.ts";
import type { AppFile } from "./app-file.gen.ts";
import { completeApp } from "./complete.ts";
import { definitionDocument } from "./definition/definition-document.ts";
import { documentsFor } from "./environment.ts";
import { readImageLock } from "./image-lock.ts";
import { toApp } from "./model.ts";
import { oldFormat } from "./old-format.ts";
import type { About } from "./rules/app-rule.ts";
import { appRules } from "./rules/rules.ts";
import type { AppContext, AppSource } from "./source.ts";
import { explainMisplaced, liftDockerfilePath, liftedWarning } from "./top-keys.ts";
import { validateApp } from "./validate-app.gen.ts";

/** What reading an app's files gave: an app when no diagnostic is an error. */
export interface AppReading extends Reading<AppFile> {
  readonly app?: App;
  /** Name that the app has or would have: `shop-staging`. Empty when the file does not say one. */
  readonly instance: string;
  /** Whether the environment's own table says a key. */
  readonly isOverlaid: (path: readonly string[]) => boolean;
}

const UNREAD = { instance: "", ...NOWHERE, isOverlaid: () => false };

/** Environments that a loco.toml has a table for, sorted; none when it cannot be read. */
export function environmentsOf(source: Pick<AppSource, "file" | "definition">): string[] {
  const document = documentOf(source);
  if ("severity" in document) return [];
  const { environments } = document.value;
  return isTable(environments) ? Object.keys(environments).sort() : [];
}

const documentOf = ({ file, definition }: Pick<AppSource, "file" | "definition">) =>
  definition === undefined ? parseTomlDocument(file.file, file.text) : definitionDocument(file, definition);

/** Reads an app's files for one environment, and reports everything that is wrong with them at once. */
export function readApp(source: AppSource, context: AppContext): AppReading {
  const document = documentOf(source);
  const isToml = source.definition === undefined;
  const lock = readImageLock(source.lock, context.environment);
  if ("severity" in document) return { ...UNREAD, diagnostics: [document, ...lock.diagnostics] };
  const old = oldFormat(document);
  if (old !== undefined) return { ...UNREAD, diagnostics: [old] };
  const lifted = documentsFor(document, context.environment).map((each) =>
    isToml ? liftDockerfilePath(each) : { document: each, lifted: false },
  );
  const documents = lifted.map((each) => each.document) as [TomlDocument, ...TomlDocument[]];
  const raw = documents.map(({ value }): Table => value).reduce(mergeTables);
  const about: About = {
    ...context,
    source,
    instance: instanceName(raw.name, context.environment),
    said: (path) =>
      path.reduce<unknown>((at, step) => (isTable(at) ? at[step] : undefined), raw) !== undefined,
    lockedImage: lock.image,
    lockIsBroken: lock.diagnostics.length > 0,
  };
  const isOverlaid = (path: readonly string[]) => documents.slice(1).some((each) => each.has(path));
  const { config, diagnostics, ...found } = readDocuments<AppFile>(documents, {
    validate: validateApp,
    allKeys: (table) => `npx loco explain ${formatKey(table)}`.trim(),
    complete: completeApp,
    ...(isToml ? { explain: explainMisplaced } : {}),
    rules: [
      ...appRules.map(({ reads, check }): Rule<AppFile> => ({ reads, check: (file) => check(file, about) })),
      ...(lifted.some((each) => each.lifted) ? [{ reads: [], check: () => [liftedWarning] }] : []),
    ],
  });
  const places = { ...found, isOverlaid };
  // Nobody but its writer edits a program.
  const own = isToml ? diagnostics : diagnostics.map(({ fix: _fix, ...each }) => each);
  const all = [...own, ...lock.diagnostics];
  if (config === undefined || all.some(({ severity }) => severity === "error"))
    return { instance: about.instance, diagnostics: all, ...places };
  const image = config.image ?? lock.image;
  const { environment } = context;
  const app = toApp(config, {
    read: source.read,
    ...(environment === undefined ? {} : { environment }),
    ...(image === undefined ? {} : { image }),
  });
  return { app, config, instance: about.instance, diagnostics: all, ...places };
}

/** Name of an app in an environment; empty when the file does not say one. */
function instanceName(name: unknown, environment: string | undefined): string {
  if (typeof name !== "string") return "";
  return environment === undefined ? name : `${name}-${environment}`;
}
