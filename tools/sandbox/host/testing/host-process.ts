import { startHost } from "../host.ts";

// A host in a process of its own, for killing it: its argument are the options, `log` aside. It starts one
// machine and says so.
const options = JSON.parse(process.argv[2] ?? "{}");
const host = await startHost({ ...options, log: () => {} });
await host.apply({ networks: [{ id: "n1", cidr: "10.1.1.0/24", gateway: "10.1.1.1" }], addresses: [] });
await host.start({
  id: "m1",
  name: "vm-1",
  networkId: "n1",
  privateIp: "10.1.1.21",
  macAddress: "02:00:00:00:00:01",
  userData: Buffer.from("#cloud-config\nruncmd: [sleep 1000 &]\n"),
});
process.stdout.write("started\n");
