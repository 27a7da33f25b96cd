import { X509Certificate } from "node:crypto";
import { accessOf } from "../../kubernetes/kubeconfig-access.ts";
import type { StateRecord } from "../stack/state-record.ts";

/** Addresses of the administrator's credential, each made from the one before. They are construct ids, so they are frozen. */
export const ADMIN_KEY = "tls_private_key.admin-key";
export const ADMIN_RESOURCES = [
  ADMIN_KEY,
  "tls_cert_request.admin-request",
  "tls_locally_signed_cert.admin",
] as const;

/** The administrator's credential as state has it. */
export interface AdminCredential {
  /**
   * `settled` when the kubeconfig in the stack's outputs carries the key and certificate of the stack's resources.
   * `unfinished` when a rotation has made other ones, all of them or some, and the output has not followed yet.
   */
  readonly stage: "settled" | "unfinished";
  /** Certificate in the kubeconfig of the outputs. */
  readonly published: X509Certificate;
  /** That kubeconfig. */
  readonly kubeconfig: string;
}

/** Reads the credential from state; undefined when the stack has no kubeconfig among its outputs. */
export function adminCredential({
  resources,
  outputs,
}: Pick<StateRecord, "resources" | "outputs">): AdminCredential | undefined {
  const { kubeconfig } = outputs;
  if (typeof kubeconfig !== "string") return undefined;
  const access = accessOf(kubeconfig);
  const [key, , certificate] = ADMIN_RESOURCES.map((wanted) =>
    resources.find(
      ({ address, tainted, deposed }) => address === wanted && tainted === undefined && deposed === undefined,
    ),
  );
  const isPublished =
    key?.values.private_key_pem === access.key && certificate?.values.cert_pem === access.certificate;
  return {
    stage: isPublished ? "settled" : "unfinished",
    published: new X509Certificate(access.certificate),
    kubeconfig,
  };
}
