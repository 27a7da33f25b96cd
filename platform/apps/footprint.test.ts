import { expect, it } from "vitest";
import { footprints } from "./footprint.ts";
import { sampleApp } from "./testing/sample-app.ts";

const MI = 2 ** 20;

it("counts what runs beside the processes, once each", () => {
  const app = sampleApp(`command = ["bin/shop"]
cpu = "300m"
memory = "200Mi"
[deploy]
release_command = ["bin/migrate"]
[jobs.report]
command = ["bin/report"]
[needs.db]
type = "mysql"
replicas = 3
cpu = "1"
memory = "2Gi"
size = "5Gi"
backup = {}
[volumes.data]
path = "/data"
size = "1Gi"
[backup]`);
  const one = { cpu: 300, memory: 200 * MI, storage: 0, volumes: 0, pods: 1 };
  expect(footprints(app)).toEqual([
    { path: ["replicas"], ...one },
    { path: ["jobs", "report"], ...one },
    // Three copies, two proxies of two containers, and a backup.
    {
      path: ["needs", "db"],
      cpu: 3 * 1000 + 2 * 60 + 50,
      memory: (3 * 2048 + 2 * 192 + 512) * MI,
      storage: 15 * 1024 * MI,
      volumes: 3,
      pods: 6,
    },
    { path: ["volumes", "data"], cpu: 0, memory: 0, storage: 1024 * MI, volumes: 1, pods: 0 },
    { path: ["deploy", "release_command"], ...one },
    { path: ["backup"], cpu: 20, memory: 64 * MI, storage: 0, volumes: 0, pods: 1 },
    { path: ["needs"], cpu: 10, memory: 32 * MI, storage: 0, volumes: 0, pods: 1 },
  ]);
});
