import { Password } from "@cdktf/provider-random/lib/password/index.js";
import type { Construct } from "constructs";
import { createRecord } from "./record.ts";

/** Id of the server token's password, of the one before it, and of the record of the one that the servers take. */
export const SERVER_TOKEN = "server-token";
export const FORMER_SERVER_TOKEN = "former-server-token";
export const ACCEPTED_SERVER_TOKEN = "accepted-server-token";
/** Id of the agent token's password. */
export const AGENT_TOKEN = "agent-token";

/** The passwords inside k3s's join tokens. */
export interface Tokens {
  readonly server: Password;
  /** Lets a machine in as an agent only, so an agent's disk does not give the cluster away. */
  readonly agent: Password;
}

/**
 * Makes the passwords of the join tokens. A record says, by its hash, which server token the servers take. A rotation moves
 * the token to the former one's place and makes a new one, brings it to the servers with the former one, and replaces the
 * record last. So neither can be lost on the way. Before the first rotation nobody takes the former one.
 *
 * The record has a hash, because Terraform shows a terraform_data's output in plans whatever it was made from.
 */
export function createTokens(scope: Construct): Tokens {
  const password = (id: string) => new Password(scope, id, { length: 48, special: false });
  const tokens = { server: password(SERVER_TOKEN), agent: password(AGENT_TOKEN) };
  password(FORMER_SERVER_TOKEN);
  createRecord(scope, ACCEPTED_SERVER_TOKEN, { sha256: `\${sha256(${tokens.server.result})}` });
  return tokens;
}
