import { LocoError } from "../../platform/errors/loco-error.ts";
import { CallError, type CloudstackClient, cloudstackClient } from "./client.ts";

/** Variables that give access to CloudStack, the same that the Terraform provider reads. */
const VARIABLES = ["CLOUDSTACK_API_URL", "CLOUDSTACK_API_KEY", "CLOUDSTACK_SECRET_KEY"] as const;

/** HTTP statuses and API codes with which CloudStack refuses a key or a signature. */
const UNAUTHORISED = 401;
/** API code of a command that does not exist or that the account's role may not call. */
const UNKNOWN_COMMAND = 432;

/**
 * A client with the credentials of the environment.
 *
 * @throws LocoError CLOUDSTACK_ACCESS when a variable is missing; each call rejects with CLOUDSTACK_ACCESS, CLOUDSTACK_UNREACHABLE
 *   or, when CloudStack refuses it, CLOUDSTACK_FAILED with CloudStack's own words
 */
export function connectCloudstack(
  env: Readonly<Partial<Record<string, string>>>,
  options: { readonly timeoutMs?: number } = {},
): CloudstackClient {
  const missing = VARIABLES.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new LocoError(
      "CLOUDSTACK_ACCESS",
      `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not set`,
      {
        hint: "set CLOUDSTACK_API_URL (as in https://cloud.example/client/api), CLOUDSTACK_API_KEY and CLOUDSTACK_SECRET_KEY, as for cdktf deploy",
      },
    );
  }
  const [url = "", apiKey = "", secretKey = ""] = VARIABLES.map((name) => env[name]);
  const client = cloudstackClient(url, { apiKey, secretKey }, options);
  const explained =
    (send: CloudstackClient["call"]): CloudstackClient["call"] =>
    async (command, args) => {
      try {
        return await send(command, args);
      } catch (error) {
        throw explain(error, command, url);
      }
    };
  return { call: explained(client.call), run: explained(client.run) };
}

function explain(error: unknown, command: string, url: string): LocoError {
  if (!(error instanceof CallError)) {
    return new LocoError(
      "CLOUDSTACK_UNREACHABLE",
      `CloudStack did not answer ${command} at ${url}: ${reason(error)}`,
      {
        hint: "check CLOUDSTACK_API_URL and that it can be reached from here; NODE_EXTRA_CA_CERTS names a certificate authority of your own",
        cause: error,
      },
    );
  }
  if (error.code === UNAUTHORISED) {
    return new LocoError("CLOUDSTACK_ACCESS", `CloudStack at ${url} refused the key: ${error.message}`, {
      hint: "check CLOUDSTACK_API_KEY and CLOUDSTACK_SECRET_KEY, and this machine's clock",
      cause: error,
    });
  }
  const hint =
    error.code === UNKNOWN_COMMAND
      ? {
          hint: `the account's role must be allowed to call ${command}; docs/how-to/cloudstack.md lists what Loco calls`,
        }
      : {};
  return new LocoError("CLOUDSTACK_FAILED", `${command}: ${error.message}`, { ...hint, cause: error });
}

/** fetch says only that it failed; the reason is below. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error
    ? error.cause.message || String((error.cause as { code?: string }).code)
    : error.message;
}
