import { buildCommand, buildRouteMap, numberParser } from "@stricli/core";
import type { FaultReport } from "../../sandbox/daemon/control.ts";
import { type LocoContext, print } from "../context.ts";
import { json } from "../flags.ts";

interface JsonFlag {
  readonly json?: boolean;
}

interface AddFlags extends JsonFlag {
  readonly nth?: number;
  readonly times?: number;
  readonly name?: string;
  readonly milliseconds?: number;
  readonly status?: number;
  readonly text?: string;
}

const number = (brief: string) => ({ kind: "parsed", parse: numberParser, optional: true, brief }) as const;
const text = (brief: string) => ({ kind: "parsed", parse: String, optional: true, brief }) as const;

async function control(context: LocoContext) {
  const { daemonControl } = await import("../../sandbox/daemon/control.ts");
  const { sandboxLayout } = await import("../../sandbox/layout.ts");
  return daemonControl(sandboxLayout(context.cwd).controlDir);
}

async function show(context: LocoContext, report: FaultReport, flags: JsonFlag): Promise<void> {
  const { describeFaults } = await import("../../sandbox/fault-words.ts");
  print(context, flags.json ? JSON.stringify(report, undefined, 2) : describeFaults(report));
}

const add = buildCommand({
  docs: {
    brief: "Make the next call of a command go wrong, or a later one",
    fullDescription: [
      "Faults: latency (waits --milliseconds, then does it), error (a gateway's page, --status 503), refuse (CloudStack's own error),",
      "quota (its limit is used up), drop (no answer), refuse-connection (no answer, and the port is closed for --milliseconds),",
      "lose-reply (done, but no answer), fail-job (the job fails), no-boot (the machine runs and boots nothing).",
    ].join(" "),
  },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "Command of CloudStack's API, or '*' for all that change something",
          parse: String,
          placeholder: "command",
        },
        { brief: "What happens to its call", parse: String, placeholder: "fault" },
      ],
    },
    flags: {
      nth: number("Call to begin with, counted from now (1)"),
      times: number("Calls that have the fault (1)"),
      name: text("Only calls with this parameter name, such as a machine's"),
      milliseconds: number("How long latency and refuse-connection take"),
      status: number("HTTP status of error (503)"),
      text: text("What refuse and fail-job say"),
      json,
    },
  },
  async func(this: LocoContext, flags: AddFlags, command: string, kind: string) {
    const { faultOf } = await import("../../sandbox/fault-words.ts");
    const { nth, times, name, milliseconds, status, text, json } = flags;
    const given = <T extends object>(values: T) =>
      Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
    const fault = faultOf(kind, given({ milliseconds, status, text }));
    const daemon = await control(this);
    await show(this, await daemon.addFault({ command, ...given({ name, nth, times }), fault }), {
      json: json === true,
    });
  },
});

const list = buildCommand({
  docs: { brief: "Show the faults that are set and what became of them" },
  parameters: { flags: { json } },
  async func(this: LocoContext, flags: JsonFlag) {
    await show(this, await (await control(this)).faults(), flags);
  },
});

const clear = buildCommand({
  docs: { brief: "Forget all faults; hosts that are down stay down" },
  parameters: { flags: { json } },
  async func(this: LocoContext, flags: JsonFlag) {
    await show(this, await (await control(this)).clearFaults(), flags);
  },
});

/** `loco sandbox fault ...` */
export const faultRoutes = buildRouteMap({
  routes: { add, list, clear },
  docs: { brief: "Rehearse faults of CloudStack's API" },
});
