import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { nodeExporter } from "./node-exporter.ts";

const values = nodeExporter.values(addonInput());
const args = values.extraArgs as readonly string[];

/** What an argument leaves out. */
const excluded = (name: string) =>
  new RegExp(args.find((arg) => arg.startsWith(`--collector.${name}=`))?.split("=", 2)[1] ?? "(?!)");

describe("node-exporter", () => {
  it("runs on every node, and shares neither network nor processes with it", () => {
    expect(values).toMatchObject({
      tolerations: [{ operator: "Exists" }],
      hostNetwork: false,
      hostPID: false,
    });
  });

  it("measures what was chosen, and nothing by default", () => {
    expect(args).toContain("--collector.disable-defaults");
    expect(args).toContain("--collector.filesystem");
    // It would show the pod's own.
    expect(args).not.toContain("--collector.netdev");
  });

  it.each([
    ["/", true],
    ["/boot", true],
    ["/var/lib/rancher", true],
    ["/var/lib/kubelet", true],
    ["/var/lib/kubelet/pods/1f0/volumes/kubernetes.io~csi/pvc-1/mount", false],
    ["/var/lib/kubelet/plugins/kubernetes.io/csi/csi.cloudstack.apache.org/2b/globalmount", false],
    ["/run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io/9c/rootfs", false],
  ])("measures %s as a disk of the node: %s", (mountPoint, measured) => {
    expect(excluded("filesystem.mount-points-exclude").test(mountPoint)).toBe(!measured);
  });

  it.each([
    ["ext4", true],
    ["xfs", true],
    ["vfat", true],
    ["tmpfs", false],
    ["overlay", false],
    // A snap: always full.
    ["squashfs", false],
    // CloudStack's configuration drive: always full.
    ["iso9660", false],
    ["fuse.lxcfs", false],
  ])("takes %s for a disk: %s", (type, measured) => {
    expect(excluded("filesystem.fs-types-exclude").test(type)).toBe(!measured);
  });
});
