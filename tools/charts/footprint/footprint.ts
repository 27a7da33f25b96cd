import type { Requests } from "../requests.ts";
import footprint from "./footprint.gen.json" with { type: "json" };

/** What a chart asks for on the reference platform. */
export interface ChartFootprint extends Requests {
  /** Its version; absent for a chart of our own. */
  readonly version?: string;
  /** Of the chart's package; absent for a chart of our own. */
  readonly sha256?: string;
  /** Pods that go on running. */
  readonly pods: number;
}

/** What is measured without any settings of ours, to compare with. */
export interface PeerFootprint extends ChartFootprint {
  readonly name: string;
  /** Containers that ask for nothing. */
  readonly withoutRequests: number;
}

export interface Footprint {
  /** By addon. */
  readonly addons: Readonly<Record<string, ChartFootprint>>;
  readonly peers: readonly PeerFootprint[];
}

/** As the charts were rendered last: `npm run footprint -- <folder of charts>`. */
export const measured: Footprint = footprint;

/** What the profile lite may ask for on the reference platform: half of two small nodes, and not all of one. */
export const BUDGET: Requests = { cpu: 1200, memory: 2560 };
