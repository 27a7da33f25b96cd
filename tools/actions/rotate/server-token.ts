import { createHash } from "node:crypto";
import {
  ACCEPTED_SERVER_TOKEN,
  AGENT_TOKEN,
  FORMER_SERVER_TOKEN,
  SERVER_TOKEN,
} from "../../../platform/cluster/tokens.ts";
import type { StateRecord } from "../stack/state-record.ts";
import { recordedValue } from "./token-checks.ts";

export const SERVER_TOKEN_ADDRESS = `random_password.${SERVER_TOKEN}`;
export const FORMER_TOKEN_ADDRESS = `random_password.${FORMER_SERVER_TOKEN}`;
export const ACCEPTED_TOKEN_ADDRESS = `terraform_data.${ACCEPTED_SERVER_TOKEN}`;

/** The passwords of the join tokens as state has them. */
export interface TokenPasswords {
  /**
   * What new servers are given. Other than `accepted` while a rotation is under way, and absent while that has not made it
   * yet.
   */
  readonly newest: string | undefined;
  /** What the servers were known to take when the last rotation ended. */
  readonly accepted: string;
  readonly agent: string;
}

/** Reads the passwords from state; undefined when it lacks one, as that of an earlier version of Loco. */
export function tokenPasswords({ resources }: Pick<StateRecord, "resources">): TokenPasswords | undefined {
  const find = (wanted: string) => resources.find(({ address }) => address === wanted);
  const password = (address: string) => {
    const result = find(address)?.values.result;
    return typeof result === "string" ? result : undefined;
  };
  const newest = password(SERVER_TOKEN_ADDRESS);
  const agent = password(`random_password.${AGENT_TOKEN}`);
  const { sha256 } = recordedValue(find(ACCEPTED_TOKEN_ADDRESS));
  const accepted = [newest, password(FORMER_TOKEN_ADDRESS)].find(
    (one) => one !== undefined && createHash("sha256").update(one).digest("hex") === sha256,
  );
  return accepted === undefined || agent === undefined ? undefined : { newest, accepted, agent };
}
