import type { AddressInfo } from "node:net";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { Dataplane, Machine, MachineHost } from "../ports.ts";
import { dispatcher } from "./dispatch.ts";
import { apiPath, apiServer } from "./http.ts";
import { type Engine, jobRunner } from "./job-runner.ts";
import { toMachine } from "./machines.ts";
import { type Overview, overviewOf } from "./overview.ts";
import { sandboxPlace } from "./place.ts";
import { requestLog } from "./request-log.ts";
import type { Credentials } from "./signature.ts";
import { type MachineState, need } from "./state.ts";
import { openStore } from "./store.ts";
import { trafficControl } from "./traffic.ts";

/** The key pair of the sandbox's account unless the settings say otherwise. It protects nothing. */
export const sandboxCredentials: Credentials = {
  apiKey: "sandbox-api-key",
  secretKey: "sandbox-secret-key",
};

export interface CloudSettings {
  /** @default sandboxCredentials */
  readonly credentials?: Credentials;
  /** First and last public address, inclusive. @default ["127.0.77.10", "127.0.77.250"] */
  readonly publicRange?: readonly [string, string];
  /** What all ids follow from. @default "sandbox" */
  readonly seed?: string;
  /** @default the system's clock */
  readonly now?: () => Date;
}

export interface CloudOptions {
  /** Holds `cloudstack.json` (state) and `requests.jsonl` (log); made if it is not there. */
  readonly stateDir: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly machines: MachineHost;
  readonly dataplane: Dataplane;
  readonly settings: CloudSettings;
  /** Told what a person should know about, one line each. */
  readonly log?: (line: string) => void;
}

/** A machine that has not been expunged, and how it is. */
export interface MachineStatus extends Machine {
  readonly state: MachineState;
}

export interface Cloud {
  /** The API's URL, as `CLOUDSTACK_API_URL` takes it. */
  readonly url: string;
  /**
   * Stops answering. Machines are left as they are; jobs that were running are taken up by the next cloud that is
   * started on the same state.
   */
  readonly close: () => Promise<void>;
  readonly overview: () => Overview;
  readonly machines: () => readonly MachineStatus[];
}

/**
 * Starts the simulated CloudStack on the state that is in `stateDir`: puts its traffic rules in force, starts the
 * machines that should be running and takes up interrupted jobs.
 *
 * @throws LocoError `PORT_IN_USE`.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { stateDir, machines, settings, log = () => {} } = options;
  const now = settings.now ?? (() => new Date());
  const store = openStore(stateDir, settings.seed ?? "sandbox");
  const place = sandboxPlace(
    store.state().seed,
    settings.credentials ?? sandboxCredentials,
    settings.publicRange ?? ["127.0.77.10", "127.0.77.250"],
  );
  const traffic = trafficControl(store.state, options.dataplane);
  const engine: Engine = { store, place, now, machines, traffic, log: requestLog(stateDir, now) };
  const jobs = jobRunner(engine);
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const answer = dispatcher(engine, jobs);
  const server = apiServer(async (call) => {
    await opened;
    return answer(call);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      store.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const { port } = await listen(server, options);
  await traffic.enforce();
  await startMachines(engine, log);
  jobs.resume();
  open();
  return {
    url: `http://${options.host}:${port}${apiPath}`,
    close,
    overview: () => overviewOf(store.state(), place),
    machines: () =>
      Object.values(store.state().machines).map((machine) => ({
        ...toMachine(machine),
        state: machine.state,
      })),
  };
}

function listen(
  server: ReturnType<typeof apiServer>,
  { host, port }: Pick<CloudOptions, "host" | "port">,
): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") return reject(error);
      reject(
        new LocoError("PORT_IN_USE", `port ${port} of ${host} is in use`, {
          hint: "stop what listens there, or choose another port for the sandbox's CloudStack",
          cause: error,
        }),
      );
    });
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}

/** Starts machines that ran when the cloud was last closed; one that cannot start is shown as stopped. */
async function startMachines({ store, machines }: Engine, log: (line: string) => void): Promise<void> {
  const running = Object.values(store.state().machines).filter(({ state }) => state === "Running");
  await Promise.all(
    running.map(async (machine) => {
      try {
        await machines.start(toMachine(machine));
      } catch (error) {
        log(`machine ${machine.name} did not start again: ${error instanceof Error ? error.message : error}`);
        store.change((draft) => {
          draft.machines[machine.id] = { ...need(draft.machines, machine.id), state: "Stopped" };
        });
      }
    }),
  );
}
