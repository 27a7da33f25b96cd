/** What the cloud tells a machine about itself; the host writes it to the machine's disk before each boot. */
export interface Seed {
  readonly instanceId: string;
  readonly localHostname: string;
  readonly privateIp: string;
}

/** Where the seed and the user-data are, relative to the machine's root. */
export const seedFiles = {
  metaData: "var/lib/cloud/seed/cloudstack/meta-data.json",
  userData: "var/lib/cloud/seed/cloudstack/user-data",
} as const;

/** What a machine's init tells the host, one JSON object per line. */
export interface GuestEvent {
  readonly cloudInit: "done" | "degraded";
}

/** Exit code of a machine's init that asks the host for a reboot; any other one means powered off. */
export const rebootExitCode = 10;
