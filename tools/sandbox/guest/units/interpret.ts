import { isHarmless, meaningful } from "./directives.ts";
import { parseDuration } from "./duration.ts";
import { type ExecCommand, parseExec, splitWords } from "./exec-line.ts";
import type { OutputTarget, PathCondition, ServiceUnit, TimerBase, TimerUnit, Unit } from "./unit.ts";
import { type Directive, UnitInvalid, type UnitProblem } from "./unit-file.ts";

/**
 * Makes a unit of its directives (the file's own, then its drop-ins').
 *
 * @param name with suffix, `.service` or `.timer`.
 * @throws UnitInvalid with every problem: what would change meaning and is not known is a mistake here, where
 * systemd logs it and goes on.
 */
export function interpretUnit(name: string, hostname: string, directives: readonly Directive[]): Unit {
  const reader = directiveReader(name, hostname, directives);
  const unit = name.endsWith(".timer") ? timer(name, reader) : service(name, reader);
  const problems = [...unknownDirectives(name, directives), ...reader.problems];
  if (problems.length > 0) throw new UnitInvalid(problems.sort((a, b) => a.line - b.line));
  return unit;
}

type Reader = ReturnType<typeof directiveReader>;

function directiveReader(name: string, hostname: string, directives: readonly Directive[]) {
  const problems: UnitProblem[] = [];
  const specifiers: Readonly<Record<string, string>> = {
    n: name,
    N: name.replace(/\.[a-z]+$/, ""),
    p: name.replace(/\.[a-z]+$/, ""),
    H: hostname,
    "%": "%",
  };
  const expand = (value: string) =>
    value.replace(/%(.?)/g, (_match, letter: string) => {
      const text = specifiers[letter];
      if (text === undefined) throw new Error(`the specifier '%${letter}' is not known to the sandbox`);
      return text;
    });
  /** Values of a list key in order; an empty assignment starts the list again. */
  function list<T>(section: string, key: string, parse: (value: string) => T): readonly T[] {
    const result: T[] = [];
    for (const directive of directives) {
      if (directive.section !== section || directive.key !== key) continue;
      if (directive.value === "") result.length = 0;
      else
        try {
          result.push(parse(expand(directive.value)));
        } catch (error) {
          const message = `${key}: ${error instanceof Error ? error.message : String(error)}`;
          problems.push({ file: directive.file, line: directive.line, message });
        }
    }
    return result;
  }
  const last = <T>(section: string, key: string, parse: (value: string) => T, fallback: T): T =>
    list(section, key, parse).at(-1) ?? fallback;
  const words = (section: string, key: string) => list(section, key, splitWords).flat();
  return { problems, list, last, words, where: directives[0] };
}

function common(reader: Reader, name: string) {
  const conditions = Object.entries({
    ConditionPathExists: "exists",
    ConditionPathIsDirectory: "directory",
    ConditionFileNotEmpty: "not-empty",
    ConditionFileIsExecutable: "executable",
  } as const).flatMap(([key, check]) =>
    reader.list("Unit", key, (value): PathCondition => {
      const negated = value.startsWith("!");
      return { check, negated, path: negated ? value.slice(1) : value };
    }),
  );
  const wantedBy = reader.list("Install", "WantedBy", (value) => {
    const foreign = splitWords(value).find((target) => !target.endsWith(".target"));
    if (foreign !== undefined) throw new Error(`only targets are known to the sandbox, found '${foreign}'`);
    return splitWords(value);
  });
  return {
    name,
    description: reader.last("Unit", "Description", String, name),
    conditions,
    after: ["After", "Wants", "Requires", "BindsTo"].flatMap((key) => reader.words("Unit", key)),
    before: reader.words("Unit", "Before"),
    wantedBy: wantedBy.flat(),
  };
}

function service(name: string, reader: Reader): ServiceUnit {
  const exec = (key: string): readonly ExecCommand[] => reader.list("Service", key, parseExec);
  const type = reader.last(
    "Service",
    "Type",
    oneOf<ServiceUnit["type"]>({ simple: "simple", exec: "simple", notify: "simple", oneshot: "oneshot" }),
    "simple",
  );
  reader.list("Service", "User", oneOf({ root: "root", "0": "root" }));
  reader.list("Service", "Group", oneOf({ root: "root", "0": "root" }));
  const journal: OutputTarget = { kind: "journal", console: false };
  const stdout = reader.last("Service", "StandardOutput", output, undefined) ?? journal;
  const unit: ServiceUnit = {
    kind: "service",
    ...common(reader, name),
    type,
    execStartPre: exec("ExecStartPre"),
    execStart: exec("ExecStart"),
    execStartPost: exec("ExecStartPost"),
    execReload: exec("ExecReload"),
    execStop: exec("ExecStop"),
    execStopPost: exec("ExecStopPost"),
    environment: Object.fromEntries(reader.list("Service", "Environment", assignments).flat()),
    environmentFiles: reader.list("Service", "EnvironmentFile", (value) => {
      const optional = value.startsWith("-");
      return { optional, path: optional ? value.slice(1) : value };
    }),
    remainAfterExit: reader.last("Service", "RemainAfterExit", yesNo, false),
    restart: reader.last(
      "Service",
      "Restart",
      oneOf({ no: "no", always: "always", "on-failure": "on-failure" }),
      "no",
    ),
    restartMs: reader.last("Service", "RestartSec", parseDuration, 100),
    stopTimeoutMs: reader.last(
      "Service",
      "TimeoutStopSec",
      parseDuration,
      reader.last("Service", "TimeoutSec", parseDuration, 90_000),
    ),
    killMode: reader.last(
      "Service",
      "KillMode",
      oneOf({ "control-group": "control-group", mixed: "mixed", process: "process", none: "none" }),
      "control-group",
    ),
    killSignal: reader.last(
      "Service",
      "KillSignal",
      oneOf({ SIGTERM: "SIGTERM", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGKILL: "SIGKILL" }),
      "SIGTERM",
    ),
    successCodes: reader.words("Service", "SuccessExitStatus").map(Number).filter(Number.isInteger),
    workingDirectory: reader.last("Service", "WorkingDirectory", String, "/"),
    stdout,
    stderr: reader.last("Service", "StandardError", output, undefined) ?? stdout,
    startLimit: {
      burst: reader.last("Unit", "StartLimitBurst", Number, 5),
      intervalMs: reader.last("Unit", "StartLimitIntervalSec", parseDuration, 10_000),
    },
  };
  if (unit.execStart.length === 0) mistake(reader, "[Service] needs ExecStart");
  if (unit.execStart.length > 1 && type !== "oneshot")
    mistake(reader, "only Type=oneshot may have several ExecStart");
  if (unit.restart === "always" && type === "oneshot")
    mistake(reader, "Type=oneshot may not have Restart=always");
  return unit;
}

function timer(name: string, reader: Reader): TimerUnit {
  const triggers = Object.entries({
    OnBootSec: "boot",
    OnStartupSec: "boot",
    OnActiveSec: "activation",
    OnUnitActiveSec: "unit-active",
    OnUnitInactiveSec: "unit-inactive",
  } satisfies Record<string, TimerBase>).flatMap(([key, base]) =>
    reader.list("Timer", key, (value) => ({ base, ms: parseDuration(value) })),
  );
  if (triggers.length === 0) mistake(reader, "[Timer] needs OnBootSec, OnActiveSec or OnUnitActiveSec");
  return {
    kind: "timer",
    ...common(reader, name),
    unit: reader.last("Timer", "Unit", String, name.replace(/\.timer$/, ".service")),
    triggers,
  };
}

function mistake(reader: Reader, message: string) {
  reader.problems.push({ file: reader.where?.file ?? "", line: reader.where?.line ?? 1, message });
}

function unknownDirectives(name: string, directives: readonly Directive[]): UnitProblem[] {
  const own = name.endsWith(".timer") ? "Timer" : "Service";
  return directives
    .filter(({ section, key }) => {
      const known = section === "Unit" || section === "Install" || section === own;
      return !isHarmless(section, key) && !(known && meaningful[section]?.has(key) === true);
    })
    .map(({ section, key, file, line }) => ({
      file,
      line,
      message: `${key} in [${section}] is not known to the sandbox`,
    }));
}

function oneOf<const T extends string>(values: Readonly<Record<string, T>>): (value: string) => T {
  return (value) => {
    const known = values[value];
    if (known === undefined) throw new Error(`expected ${Object.keys(values).join(", ")}; found '${value}'`);
    return known;
  };
}

function yesNo(value: string): boolean {
  if (/^(1|yes|true|on)$/i.test(value)) return true;
  if (/^(0|no|false|off)$/i.test(value)) return false;
  throw new Error(`expected yes or no, found '${value}'`);
}

function assignments(value: string): readonly (readonly [string, string])[] {
  return splitWords(value).map((word) => {
    const equals = word.indexOf("=");
    if (equals < 1) throw new Error(`expected NAME=value, found '${word}'`);
    return [word.slice(0, equals), word.slice(equals + 1)] as const;
  });
}

function output(value: string): OutputTarget | undefined {
  const file = /^(append|file|truncate):(\/.+)$/.exec(value);
  if (file?.[2] !== undefined) return { kind: "file", path: file[2], append: file[1] === "append" };
  if (value === "null") return { kind: "null" };
  if (value === "inherit") return undefined;
  if (value === "journal" || value === "journal+console") {
    return { kind: "journal", console: value === "journal+console" };
  }
  throw new Error(`expected journal, journal+console, null, append:/path or file:/path; found '${value}'`);
}
