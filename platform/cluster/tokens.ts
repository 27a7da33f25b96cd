import { Password } from "@cdktf/provider-random/lib/password/index.js";
import type { Construct } from "constructs";

/** The passwords inside k3s's join tokens. */
export interface Tokens {
  readonly server: Password;
  /** Lets a machine in as an agent only, so an agent's disk does not give the cluster away. */
  readonly agent: Password;
}

/** Makes the passwords of the join tokens. */
export function createTokens(scope: Construct): Tokens {
  const password = (id: string) => new Password(scope, id, { length: 48, special: false });
  return { server: password("server-token"), agent: password("agent-token") };
}
