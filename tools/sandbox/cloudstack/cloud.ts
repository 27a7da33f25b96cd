import type { Dataplane, Machine, MachineHost } from "../ports.ts";
import { dispatcher } from "./dispatch.ts";
import { type Faults, faultRules } from "./fault-rules.ts";
import { apiPath, startApiServer } from "./http.ts";
import { type Engine, jobRunner } from "./job-runner.ts";
import { type MachineFaults, machineFaults } from "./machine-faults.ts";
import { startMachine, toMachine } from "./machines.ts";
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
  /**
   * Answers a command only when its job has ended. Callers that ask once a second, such as Terraform's provider, then
   * wait for no job; that tests of many applies need. @default false
   */
  readonly answersAfterJobs?: boolean;
  /** Whether the state is written to `stateDir` at every change, for a later start. @default true */
  readonly isKept?: boolean;
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
  readonly projectId: string | null;
  /** The name of its service offering. */
  readonly offering: string;
}

export interface Cloud {
  /** The API's URL, as `CLOUDSTACK_API_URL` takes it. */
  readonly url: string;
  /**
   * Stops answering. Machines are left as they are; jobs that were running are taken up by the next cloud that is
   * started on the same state.
   */
  readonly close: () => Promise<void>;
  /** What goes wrong with calls. */
  readonly faults: Faults;
  /** What happens to machines and hosts. */
  readonly machineFaults: MachineFaults;
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
  const store = openStore({ stateDir, seed: settings.seed ?? "sandbox", isKept: settings.isKept ?? true });
  const place = sandboxPlace(
    store.state().seed,
    settings.credentials ?? sandboxCredentials,
    settings.publicRange ?? ["127.0.77.10", "127.0.77.250"],
  );
  const leftOut = new Set<string>();
  const traffic = trafficControl(store.state, options.dataplane, leftOut);
  const engine: Engine = {
    store,
    place,
    now,
    machines,
    traffic,
    log: requestLog(stateDir, now),
    faults: faultRules(),
    leftOut,
    answersAfterJobs: settings.answersAfterJobs ?? false,
  };
  const jobs = jobRunner(engine);
  const onMachines = machineFaults(engine);
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const answer = dispatcher(engine, jobs);
  const server = await startApiServer({
    host: options.host,
    port: options.port,
    log,
    answer: async (call) => {
      await opened;
      return answer(call);
    },
  });
  await traffic.enforce();
  await startMachines(engine, log);
  jobs.resume();
  open();
  return {
    url: `http://${options.host}:${server.port}${apiPath}`,
    close: () => {
      onMachines.close();
      store.close();
      return server.close();
    },
    faults: engine.faults,
    machineFaults: onMachines,
    overview: () => overviewOf(store.state(), place),
    machines: () =>
      Object.values(store.state().machines).map((machine) => ({
        ...toMachine(machine),
        state: machine.state,
        projectId: machine.projectId,
        offering: place.serviceOfferings.find(({ id }) => id === machine.serviceOfferingId)?.name ?? "",
      })),
  };
}

/** Starts machines that ran when the cloud was last closed; one that cannot start is shown as stopped. */
async function startMachines({ store, machines }: Engine, log: (line: string) => void): Promise<void> {
  const running = Object.values(store.state().machines).filter(({ state }) => state === "Running");
  await Promise.all(
    running.map(async (machine) => {
      try {
        await startMachine(machine, machines);
      } catch (error) {
        log(`machine ${machine.name} did not start again: ${error instanceof Error ? error.message : error}`);
        store.change((draft) => {
          draft.machines[machine.id] = { ...need(draft.machines, machine.id), state: "Stopped" };
        });
      }
    }),
  );
}
