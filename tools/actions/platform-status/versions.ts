import { isOn } from "../../../platform/addons/catalogue.ts";
import { compareVersions } from "../../sandbox/toolchain/version.ts";
import type { ObservedPlatform } from "../nodes/observe.ts";
import type { StatusLine } from "./status.ts";

/**
 * The k3s that nodes run against the one in platform.toml. A difference is normal: running nodes are upgraded by the
 * upgrade controller, not by a deploy. Agents that are newer than a server are not: Kubernetes supports it no way round.
 *
 * @see https://kubernetes.io/releases/version-skew-policy/
 */
export function versionStatus({ config, nodes }: ObservedPlatform): StatusLine | undefined {
  const running = nodes.flatMap(({ role, kubernetes }) =>
    kubernetes === undefined || kubernetes.version === "" ? [] : [{ role, version: kubernetes.version }],
  );
  if (running.length === 0) return undefined;
  const topic = "k3s";
  const wanted = config.k3s_version;
  const versions = [...new Set(running.map(({ version }) => version))].sort(compareVersions);
  if (versions.length === 1 && versions[0] === wanted) {
    return { topic, level: "ok", text: `${wanted} on every node, as in platform.toml` };
  }
  const counts = versions.map((version) => {
    const count = running.filter((node) => node.version === version).length;
    return `${version} on ${count} ${count === 1 ? "node" : "nodes"}`;
  });
  const text = `platform.toml has ${wanted}, running: ${counts.join(", ")}`;
  const servers = running.filter(({ role }) => role === "server").map(({ version }) => version);
  const newer = running.some(
    ({ role, version }) => role === "agent" && servers.some((server) => compareVersions(version, server) > 0),
  );
  if (newer) return { topic, level: "warning", text: `${text}; agents must not be newer than servers` };
  if (versions.some((version) => compareVersions(version, wanted) > 0)) {
    return { topic, level: "warning", text: `${text}; no running node is taken down to an older release` };
  }
  const until = isOn(config, "k3s-upgrade")
    ? "until the upgrade controller gets to them"
    : "until somebody upgrades them: the addon k3s-upgrade is off";
  return { topic, level: "ok", text: `${text}; running nodes keep theirs ${until}` };
}
