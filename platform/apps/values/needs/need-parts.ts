import type { Need } from "../../app.ts";
import { APP_SECRETS, type EnvPart } from "../env-part.ts";

/** What `${needs.<name>.<field>}` stands for. */
export function needParts(need: Need, field: string): readonly EnvPart[] {
  switch (need.type) {
    case "external": {
      const key = need.secrets.find((name) => name.toLowerCase() === field);
      return key === undefined ? [] : [{ secret: APP_SECRETS, key }];
    }
    case "s3":
      return [s3Part(need, field)];
    default:
      return [{ secret: need.name, key: field }];
  }
}

function s3Part(need: Extract<Need, { type: "s3" }>, field: string): EnvPart {
  if (field === "endpoint" || field === "bucket" || field === "region") return need[field];
  return { secret: APP_SECRETS, key: `${need.name}_${field}`.toUpperCase().replaceAll("-", "_") };
}
