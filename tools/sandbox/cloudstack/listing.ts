import { invalid } from "./api-error.ts";
import type { Body, Call } from "./command.ts";
import { integer } from "./parameters.ts";

/** CloudStack's `default.page.size`. */
const defaultPageSize = 500;

/**
 * The answer of a list command: all that were found are counted, one page of them is shown. Nothing found is an empty
 * object, without even a count.
 */
export function listed<T>(call: Call, key: string, found: readonly T[], show: (item: T) => Body): Body {
  const page = integer(call.params, "page");
  const size = integer(call.params, "pagesize") ?? defaultPageSize;
  if (page !== null && call.params.pagesize === undefined) {
    throw invalid('"page" and "pagesize" must be specified together');
  }
  const unlimited = size === -1;
  const start = unlimited ? 0 : ((page ?? 1) - 1) * size;
  const shown = found.slice(start, unlimited ? undefined : start + size);
  if (found.length === 0) return {};
  return { count: found.length, [key]: shown.map(show) };
}

/** True when the parameter was not sent or is equal to the value, letter case aside. */
export function equals(call: Call, name: string, value: string | null): boolean {
  const sent = call.params[name];
  return sent === undefined || sent.toLowerCase() === value?.toLowerCase();
}

/** True when the parameter was not sent or is a part of one of the values, letter case aside. */
export function contains(call: Call, name: string, ...values: readonly string[]): boolean {
  const sent = call.params[name];
  return sent === undefined || values.some((value) => value.toLowerCase().includes(sent.toLowerCase()));
}
