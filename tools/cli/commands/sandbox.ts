import { buildRouteMap } from "@stricli/core";
import { validateCommand } from "./validate.ts";
export const sandboxRoutes = buildRouteMap({
  routes: { up: validateCommand },
  docs: { brief: "Run the platform on this machine" },
});
