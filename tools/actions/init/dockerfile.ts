/** A value and the line that says it. */
export interface Said<Value> {
  readonly value: Value;
  readonly line: number;
}

/** What the image of a Dockerfile, which is that of its last stage, says of itself. */
export interface ImageFacts {
  readonly ports: readonly Said<number>[];
  readonly env: ReadonlyMap<string, Said<string>>;
  readonly volumes: readonly Said<string>[];
  readonly user?: Said<string>;
  /** Command of the health check, as a shell would read it. */
  readonly health?: Said<string>;
  /** Whether it says what runs. */
  readonly hasCommand: boolean;
}

interface Instruction {
  readonly word: string;
  readonly args: string;
  readonly line: number;
}

const NONE: ImageFacts = { ports: [], env: new Map(), volumes: [], hasCommand: false };

/** Reads a Dockerfile as far as an app's file is concerned. What cannot be known (a build's argument) is left out. */
export function readDockerfile(text: string): ImageFacts {
  const given = new Map<string, string>();
  const stages = new Map<string, ImageFacts>();
  let facts = NONE;
  let known = new Map<string, string>();
  let stage: string | undefined;
  for (const { word, args, line } of instructionsOf(text)) {
    const value = (part: string) => substituted(part, known);
    if (word === "FROM") {
      const [image = "", , name] = substituted(args.replace(/^--\S+\s+/, ""), given)?.split(/\s+/) ?? [];
      if (stage !== undefined) stages.set(stage, facts);
      facts = stages.get(image.toLowerCase()) ?? NONE;
      known = new Map([...facts.env].map(([key, { value: each }]) => [key, each]));
      stage = name?.toLowerCase() ?? `#${line}`;
    } else if (word === "ARG") {
      for (const [key, each] of assignments(args)) {
        const default_ =
          each === undefined ? given.get(key) : substituted(each, stage === undefined ? given : known);
        if (default_ !== undefined) (stage === undefined ? given : known).set(key, default_);
      }
    } else if (word === "ENV") {
      const env = new Map(facts.env);
      for (const [key, each] of assignments(args)) {
        const said = each === undefined ? undefined : value(each);
        if (said === undefined) continue;
        env.set(key, { value: said, line });
        known.set(key, said);
      }
      facts = { ...facts, env };
    } else if (word === "EXPOSE") {
      const ports = args.split(/\s+/).flatMap((each) => portOf(value(each)) ?? []);
      facts = { ...facts, ports: [...facts.ports, ...ports.map((port) => ({ value: port, line }))] };
    } else if (word === "VOLUME") {
      const paths = wordsOf(args).flatMap((each) => value(each) ?? []);
      facts = { ...facts, volumes: [...facts.volumes, ...paths.map((path) => ({ value: path, line }))] };
    } else if (word === "USER") {
      const user = value(args)?.split(":")[0];
      if (user !== undefined) facts = { ...facts, user: { value: user, line } };
    } else if (word === "HEALTHCHECK") {
      const { health: _health, ...others } = facts;
      const command = /(?:^|\s)CMD\s+(.*)$/s.exec(args)?.[1];
      const said = command === undefined ? undefined : value(wordsOf(command).join(" "));
      facts = said === undefined ? others : { ...facts, health: { value: said, line } };
    } else if (word === "CMD" || word === "ENTRYPOINT") facts = { ...facts, hasCommand: true };
  }
  return facts;
}

/** Instructions with their continued lines joined; comments and the text of here-documents are left out. */
function instructionsOf(text: string): Instruction[] {
  const escapes = /^#\s*escape\s*=\s*(\S)/im.exec(text.split(/^[^#]/m)[0] ?? "")?.[1] ?? "\\";
  const found: Instruction[] = [];
  let open: { text: string; line: number } | undefined;
  let here: string | undefined;
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (here !== undefined) {
      if (line === here) here = undefined;
      continue;
    }
    if (line === "" || line.startsWith("#")) continue;
    const continues = line.endsWith(escapes);
    const part = continues ? line.slice(0, -1) : line;
    open = { text: open === undefined ? part : `${open.text} ${part}`, line: open?.line ?? i + 1 };
    if (continues) continue;
    const [, word = "", args = ""] = /^(\w+)\s*(.*)$/s.exec(open.text) ?? [];
    found.push({ word: word.toUpperCase(), args: args.trim(), line: open.line });
    if (/^(?:RUN|COPY|ADD)$/i.test(word)) here = /<<-?\s*["']?(\w+)/.exec(args)?.[1];
    open = undefined;
  }
  return found;
}

/** `A=1 B="2 3"`, the old `A 1`, and `A` alone. */
function assignments(args: string): [string, string | undefined][] {
  const pairs = [...args.matchAll(/([A-Za-z_]\w*)=("(?:\\.|[^"])*"|'[^']*'|(?:\\.|\S)*)/g)];
  if (pairs.length > 0)
    return pairs.map(([, key = "", value = ""]) => [key, value.replace(/^(["'])(.*)\1$/s, "$2")]);
  const [, key, value] = /^([A-Za-z_]\w*)(?:\s+(.*))?$/s.exec(args) ?? [];
  return key === undefined ? [] : [[key, value]];
}

/** Puts variables in; undefined when one is not known. */
function substituted(text: string, known: ReadonlyMap<string, string>): string | undefined {
  let isKnown = true;
  const result = text.replaceAll(
    /\\\$|\$(?:(\w+)|\{(\w+)(?::([-+])([^}]*))?\})/g,
    (whole, bare?: string, name?: string, sign?: string, word = "") => {
      if (whole === "\\$") return "$";
      const value = known.get(bare ?? name ?? "");
      if (sign === "+") return value === undefined ? "" : word;
      if (value === undefined && sign === undefined) isKnown = false;
      return value ?? word;
    },
  );
  return isKnown ? result.replace(/^(["'])(.*)\1$/s, "$2") : undefined;
}

/** `8080`, `8080/tcp`, and the first of `8080-8082`. */
function portOf(text: string | undefined): number | undefined {
  const [, port] = /^(\d+)(?:-\d+)?(?:\/tcp)?$/i.exec(text ?? "") ?? [];
  return port === undefined || Number(port) === 0 || Number(port) > 65535 ? undefined : Number(port);
}

/** The exec form's list, or the words as they are. */
function wordsOf(args: string): string[] {
  try {
    const list: unknown = JSON.parse(args);
    if (Array.isArray(list)) return list.map(String);
  } catch {
    // Not the exec form.
  }
  return args.split(/\s+/).filter((word) => word !== "");
}
