import { expect } from "vitest";
import { agents, servers } from "../../../platform/config/topology.ts";
import { readPlatform } from "../../../platform/read-platform.ts";
import type { SandboxProject } from "../sandbox-project.ts";
import { type Change, dropPool, edited, type Platform, setPool } from "./changes.ts";

/** Does what an operator would do for a change: edits the file and runs the command that it takes. */
export async function applyChange(project: SandboxProject, change: Change): Promise<void> {
  switch (change.kind) {
    case "pool":
      return deploy(project, (platform) => setPool(platform, change.pool, change.count));
    case "drop-pool":
      return deploy(project, (platform) => dropPool(platform, change.pool));
    case "servers":
      return setServers(project, change.count);
    case "replace-node":
      return replaceNode(project, change.nth);
    case "replace-pool":
      return replacePool(project, change.pool);
    case "api-cidrs":
      project.edit((text) => edited(text, (overlay) => setCidrs(overlay, change.cidrs)), OVERLAY);
      return redeploy(project);
    case "version":
      return deploy(project, (platform) => {
        platform.k3s_version = change.version;
      });
    case "refused":
      return refused(project, change.what);
  }
}

/** The nodes that the files declare, servers first. */
export function declaredNodes(project: SandboxProject) {
  const { config, diagnostics } = readPlatform(project.dir, "sandbox");
  if (config === undefined) throw new Error(JSON.stringify(diagnostics));
  return [...servers(config), ...agents(config)];
}

const OVERLAY = "platform.sandbox.toml";

const redeploy = async (project: SandboxProject) => void (await project.deploy());

async function deploy(project: SandboxProject, change: (platform: Platform) => void): Promise<void> {
  project.edit((text) => edited(text, change));
  await redeploy(project);
}

function setCidrs(overlay: Platform, cidrs: readonly string[]): void {
  overlay.api_lb_allowed_cidrs = [...cidrs];
}

async function setServers(project: SandboxProject, count: 1 | 3): Promise<void> {
  const now = declaredNodes(project).filter(({ role }) => role === "server").length;
  if (count < now) await project.loco("nodes", "remove", `cp-${now}`, "--yes");
  else {
    await deploy(project, (platform) => {
      platform.control_plane_count = count;
    });
  }
}

async function replaceNode(project: SandboxProject, nth: number): Promise<void> {
  const nodes = declaredNodes(project);
  const onlyServer = nodes.filter(({ role }) => role === "server").length === 1;
  const replaceable = nodes.filter(({ role }) => role === "agent" || !onlyServer);
  const node = replaceable[nth % Math.max(replaceable.length, 1)];
  if (node !== undefined) await project.loco("nodes", "replace", node.slot, "--yes");
}

async function replacePool(project: SandboxProject, pool: string): Promise<void> {
  if (declaredNodes(project).some((node) => node.pool === pool)) {
    await project.loco("nodes", "replace", "pool", pool, "--yes");
  }
}

/** Edits what a deploy must refuse, sees it refused, and takes it back. */
async function refused(
  project: SandboxProject,
  what: "pod-network" | "generation" | "address",
): Promise<void> {
  const before = project.read("platform.toml");
  const pool = declaredNodes(project).find(({ role }) => role === "agent")?.pool;
  if (what !== "pod-network" && pool === undefined) return;
  project.edit((text) =>
    edited(text, (platform) => {
      const chosen = platform.pools?.find(({ name }) => name === pool);
      if (what === "pod-network") platform.k3s = { ...platform.k3s, cluster_cidr: "10.99.0.0/16" };
      else if (chosen !== undefined && what === "generation") chosen.generation = 99;
      else if (chosen !== undefined) chosen.ip_start = "10.1.1.96";
    }),
  );
  await expect(project.deploy()).rejects.toThrow("Nothing was changed");
  project.edit(() => before);
}
