import { distance } from "fastest-levenshtein";
import type { Problem } from "../config/diagnostic.ts";
import { isTable } from "../config/table.ts";
import type { TomlDocument } from "../config/toml-document.ts";
import type { AppFile } from "./app-file.gen.ts";

/** Keys of the top of loco.toml. */
const TOP_KEYS: Readonly<Record<keyof AppFile, true>> = {
  alerts: true,
  args: true,
  backup: true,
  command: true,
  cpu: true,
  cpu_limit: true,
  deploy: true,
  description: true,
  disk: true,
  dockerfile_path: true,
  domains: true,
  env: true,
  environments: true,
  files: true,
  health: true,
  http: true,
  image: true,
  jobs: true,
  logs: true,
  memory: true,
  metrics: true,
  name: true,
  needs: true,
  network: true,
  owner: true,
  pool: true,
  port: true,
  processes: true,
  pull_secret: true,
  replicas: true,
  scalers: true,
  scratch: true,
  secrets: true,
  user: true,
  volumes: true,
};

const LIFTED = "dockerfile_path";

/**
 * The first loco.toml files ended with `dockerfile_path`, below `[logs]`, where TOML takes it for a key of that table. The
 * document is given as if it stood at the top; a place in it is still the file's.
 */
export function liftDockerfilePath(document: TomlDocument): { document: TomlDocument; lifted: boolean } {
  const { logs, ...rest } = document.value;
  if (!isTable(logs) || !(LIFTED in logs) || LIFTED in rest) return { document, lifted: false };
  const { [LIFTED]: lifted, ...others } = logs;
  const there = (path: Problem["path"]) => (path[0] === LIFTED ? ["logs", ...path] : path);
  return {
    lifted: true,
    document: {
      ...document,
      value: { ...rest, logs: others, [LIFTED]: lifted },
      has: (path) => document.has(there(path)),
      position: (path, atKey) => document.position(there(path), atKey),
    },
  };
}

/** The warning of {@link liftDockerfilePath}. */
export const liftedWarning: Problem = {
  severity: "warning",
  path: [LIFTED],
  atKey: true,
  message: "stands inside [logs] and was taken as a key of the top",
  hint: "move it above the first table, or let npx loco validate --fix do it",
  fix: { kind: "move-to-top", from: ["logs", LIFTED] },
};

/** Says of an unknown key in a table that it would be known at the top, where it was probably meant to stand. */
export function explainMisplaced(problem: Problem): Problem {
  const key = problem.path.at(-1);
  const unknown = problem.atKey === true && problem.message.startsWith("unknown key");
  // One letter away from a key of this very table is nearer still.
  const slip = problem.fix?.kind === "rename" && distance(problem.fix.to, String(key)) === 1;
  if (!unknown || slip || problem.path.length < 2 || typeof key !== "string" || !Object.hasOwn(TOP_KEYS, key))
    return problem;
  return {
    ...problem,
    message: "is a key of the top of the file; in TOML a key belongs to the table above it",
    hint: `move it above the first table, or let npx loco validate --fix do it`,
    fix: { kind: "move-to-top", from: problem.path.map(String) },
  };
}
