import type { App } from "../app.ts";
import type { AppValues } from "./app-values.gen.ts";

/** An app's alerts as vmalert reads them. Each has the namespace as label, or it is refused as another team's. */
export function alertValues({ name, owner, alerts }: App): Pick<AppValues, "alerts"> {
  if (alerts.length === 0) return {};
  return {
    alerts: {
      labels: { namespace: name, ...(owner === undefined ? {} : { owner }) },
      rules: alerts.map(({ name: alert, when, for: span, severity, summary }) => ({
        alert,
        expr: when,
        for: `${span}s`,
        labels: { severity },
        annotations: { summary },
      })),
    },
  };
}
