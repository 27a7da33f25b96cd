import { invalid } from "./api-error.ts";
import type { Call } from "./command.ts";

/** CloudStack's default of `vm.userdata.max.length`, in characters of base64. */
const maxLength = 32_768;
/** What CloudStack takes in a query string, in characters of base64. */
const maxLengthOfGet = 4096;

/**
 * The user data of a call, base64 as it was sent, or empty.
 *
 * @see https://github.com/apache/cloudstack/blob/main/server/src/main/java/org/apache/cloudstack/userdata/UserDataManagerImpl.java
 */
export function userDataOf({ method, params }: Call): string {
  const sent = params.userdata ?? "";
  if (sent === "") return "";
  if (!/^[A-Za-z0-9+/_-]*={0,2}\s*$/.test(sent)) throw invalid("User data is not base64 encoded");
  if (method === "GET" && sent.length >= maxLengthOfGet) {
    throw invalid("User data is too long for an http GET request");
  }
  if (sent.length > maxLength) {
    throw invalid(`User data has exceeded configurable max length : ${maxLength}`);
  }
  if (Buffer.from(sent, "base64").length < 1) throw invalid("User data is too short");
  return sent;
}
