import { httpsRequest } from "../../../kubernetes/https-request.ts";

/** A member of the etcd cluster. */
export interface EtcdMember {
  /** Decimal; larger than a JavaScript number can hold. */
  readonly ID: string;
  /** Empty until the member has started for the first time. */
  readonly name?: string;
  readonly peerURLs: readonly string[];
  /** Absent until the member has started. */
  readonly clientURLs?: readonly string[];
  readonly isLearner?: boolean;
}

/** etcd's refusal, with its own words. */
class EtcdError extends Error {}

/** etcd's API as JSON over HTTPS. @see https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/ */
export interface EtcdClient {
  /** The members as this endpoint knows them, without asking the leader. */
  members(): Promise<EtcdMember[]>;
  addLearner(peerUrl: string): Promise<void>;
  promote(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** What this endpoint is: a voter or a learner, or a member that sees no leader. */
  role(): Promise<"voter" | "learner" | "leaderless">;
  /** Whether this endpoint is the leader. */
  leads(): Promise<boolean>;
}

interface Status {
  readonly header: { readonly member_id: string };
  readonly leader?: string;
  readonly isLearner?: boolean;
}

/** A client of the member at `endpoint`, with PEM credentials. */
export function etcdClient(
  endpoint: string,
  credentials: { readonly ca: string; readonly cert: string; readonly key: string },
): EtcdClient {
  async function call<T>(path: string, body: unknown = {}): Promise<T> {
    const answer = await httpsRequest(
      `${endpoint}/v3/${path}`,
      { method: "POST", headers: { "Content-Type": "application/json" }, ...credentials },
      JSON.stringify(body),
    );
    if (answer.status === 200) return JSON.parse(answer.body) as T;
    throw new EtcdError(messageOf(answer.body));
  }

  return {
    members: async () =>
      (await call<{ members: EtcdMember[] }>("cluster/member/list", { linearizable: false })).members,
    addLearner: async (url) => void (await call("cluster/member/add", { peerURLs: [url], isLearner: true })),
    promote: async (id) => void (await call("cluster/member/promote", { ID: id })),
    remove: async (id) => void (await call("cluster/member/remove", { ID: id })),
    async leads() {
      const { header, leader } = await call<Status>("maintenance/status");
      return leader !== undefined && header.member_id === leader;
    },
    async role() {
      const status = await call<Status>("maintenance/status");
      if ((status.leader ?? "0") === "0") return "leaderless";
      return status.isLearner === true ? "learner" : "voter";
    },
  };
}

function messageOf(body: string): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? body;
  } catch {
    return body;
  }
}
