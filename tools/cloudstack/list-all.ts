import type { Answer, CloudstackClient } from "./client.ts";

/** Below the largest page that an administrator is likely to allow; CloudStack's own default is 500. */
const PAGE_SIZE = 200;

/** Everything that a list command finds, page after page. */
export async function listAll(
  call: CloudstackClient["call"],
  command: string,
  args: Parameters<CloudstackClient["call"]>[1] = {},
): Promise<readonly Answer[]> {
  const found: Answer[] = [];
  for (let page = 1; ; page++) {
    const answer = (await call(command, { ...args, page, pagesize: PAGE_SIZE })) as Record<string, Answer>;
    const items = Object.values(answer).find((value): value is Answer[] => Array.isArray(value)) ?? [];
    found.push(...items);
    if (items.length < PAGE_SIZE) return found;
  }
}
