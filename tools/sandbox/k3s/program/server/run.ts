import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type KubeClient, kubeClient } from "../../../../kubernetes/kube-client.ts";
import { runNode } from "../agent/run.ts";
import type { ServerSettings } from "../config/settings.ts";
import { FatalError } from "../log.ts";
import { type Authorities, readAuthorities } from "../pki/authorities.ts";
import type { Runtime } from "../runtime.ts";
import { connectSupervisor, type SupervisorClient } from "../supervisor-client.ts";
import { checkCaHash, parseToken } from "../token.ts";
import { readBootstrapFiles } from "./bootstrap-files.ts";
import { claimBootstrapKey } from "./bootstrap-key.ts";
import { ensureServerLeaves } from "./certificates.ts";
import { grantKwokRights, performClusterDuties, serverNodePatch } from "./cluster-duties.ts";
import {
  apiserverFlags,
  commandLine,
  controllerManagerFlags,
  etcdFlags,
  schedulerFlags,
} from "./component-flags.ts";
import { accessWith, passwordsOf, writeKubeconfigs, writeTokens } from "./credentials.ts";
import { ensureEncryptionConfig } from "./encryption.ts";
import {
  etcdClientAt,
  etcdInitialised,
  etcdMemberName,
  etcdOwnStart,
  localEtcd,
  waitForEtcd,
} from "./etcd.ts";
import { localKeys } from "./etcd-keys.ts";
import { type ServerFiles, serverFiles } from "./files.ts";
import { joinCluster, joinEtcd } from "./join.ts";
import { apiProxy } from "./proxy.ts";
import { startSupervisor } from "./supervisor.ts";
import { buryRemovedMember, watchForRemoval } from "./tombstone.ts";

/** Runs `k3s server`: resolves when the API server is ready and this server's own node is registered. */
export async function runServer(settings: ServerSettings, runtime: Runtime): Promise<void> {
  const { log } = runtime;
  const files = serverFiles(settings.dataDir);
  buryRemovedMember(settings, files, log, new Date());
  const peer = await peerToJoin(settings, files, runtime);
  const authorities = checkedAuthorities(settings, files);
  await ensureServerLeaves(files.tls, settings, authorities);
  if (settings.secretsEncryption) ensureEncryptionConfig(files.encryptionConfig);
  writeTokens(files, settings);
  writeKubeconfigs(files, settings);

  const apiUrl = `https://127.0.0.1:${settings.apiserverPort}`;
  const kube = kubeClient(accessWith(files, "client-supervisor", apiUrl));
  await listen(settings, files, authorities, kube, runtime);

  const start =
    peer === undefined ? etcdOwnStart(settings, files) : await joinEtcd(settings, files, peer, log);
  const etcd = commandLine(etcdFlags(settings, files, start), settings.etcdArgs);
  runtime.start("etcd", etcd, watchForRemoval(files, log));
  await waitForEtcd(files, log);
  await claimBootstrapKey(localKeys(files), parseToken(settings.token).password);
  runtime.start("kube-apiserver", commandLine(apiserverFlags(settings, files), settings.apiserverArgs));
  while (!(await kube.ready())) await sleep(100);
  log.info("Kube API server is now running");
  const controllers = commandLine(controllerManagerFlags(settings, files), settings.controllerManagerArgs);
  runtime.start("kube-controller-manager", controllers);
  runtime.start("kube-scheduler", commandLine(schedulerFlags(files), settings.schedulerArgs));
  log.info("k3s is up and running");

  await grantKwokRights(kube);
  await runOwnNode(settings, files, apiUrl, runtime);
  await kube.patch(
    `/api/v1/nodes/${settings.name}`,
    serverNodePatch(etcdMemberName(files, settings.name), settings.ip),
  );
  const etcdAt = (endpoint: string) => etcdClientAt(files, endpoint);
  void performClusterDuties(kube, etcdAt, settings.port, log, runtime.stopping);
}

/** The peer through which this server becomes a member; undefined when it has its data, or starts a cluster. */
async function peerToJoin(
  settings: ServerSettings,
  files: ServerFiles,
  { log }: Runtime,
): Promise<SupervisorClient | undefined> {
  if (etcdInitialised(files)) {
    log.info("Managed etcd cluster bootstrap already complete and initialized");
    return undefined;
  }
  const { server, clusterInit } = settings;
  if (server !== undefined && clusterInit) {
    throw new FatalError(
      "invalid flag use; cannot use --cluster-init with --server: join a cluster or start one",
    );
  }
  if (server !== undefined) return joinCluster(settings, server, files, log);
  if (!clusterInit) {
    throw new FatalError(
      "neither --cluster-init nor --server is set: k3s would use sqlite, of which no second server can be made",
    );
  }
  log.info("Managed etcd cluster initializing");
  return undefined;
}

function checkedAuthorities(settings: ServerSettings, files: ServerFiles): Authorities {
  const state = readAuthorities(files.tls);
  const token = parseToken(settings.token);
  if (state.kind === "none") {
    throw new FatalError(
      token.caHash === undefined
        ? `preparing server: no CA files in ${files.tls}: k3s would make its own, the stand-in wants the cluster's`
        : `preparing server: no CA files in ${files.tls}, but the token is for a cluster with given CAs`,
    );
  }
  checkCaHash(token, state.authorities["server-ca"].certificate);
  return state.authorities;
}

async function listen(
  settings: ServerSettings,
  files: ServerFiles,
  authorities: Authorities,
  kube: KubeClient,
  { log, onStop }: Runtime,
): Promise<void> {
  const read = (name: string) => readFileSync(join(files.tls, name), "utf8");
  const etcd = () => etcdClientAt(files, localEtcd);
  const listener = await startSupervisor(
    { settings, authorities, kube, log, etcd, bootstrap: () => readBootstrapFiles(files) },
    { certificate: read("serving-kube-apiserver.crt"), key: read("serving-kube-apiserver.key") },
    passwordsOf(settings),
    apiProxy({
      port: settings.apiserverPort,
      ca: authorities["server-ca"].certificate,
      certificate: read("client-auth-proxy.crt"),
      key: read("client-auth-proxy.key"),
    }),
  );
  onStop(() => {
    listener.close();
    listener.closeAllConnections();
  });
}

async function runOwnNode(
  settings: ServerSettings,
  files: ServerFiles,
  apiUrl: string,
  runtime: Runtime,
): Promise<void> {
  const host = settings.bindAddress === "0.0.0.0" ? "127.0.0.1" : settings.bindAddress;
  const ca = readFileSync(join(files.tls, "server-ca.crt"), "utf8");
  const password = passwordsOf(settings).node;
  const token = { user: "node", password };
  checkCaHash(token, ca);
  const supervisor = await connectSupervisor(`https://${host}:${settings.port}`, token, "node");
  await runNode(settings, supervisor, apiUrl, !settings.disableCloudController, runtime);
}
