import type { App } from "../app.ts";
import type { AppValues } from "./app-values.gen.ts";

/** Services of the processes with a port. */
export const servicesOf = ({ processes }: App): NonNullable<AppValues["services"]> =>
  Object.fromEntries(processes.flatMap(({ name, port }) => (port === undefined ? [] : [[name, { port }]])));
