import { formatFound, type Problem } from "../../config/diagnostic.ts";
import { type AppRule, wrong } from "./app-rule.ts";

/** An app's alerts are no others than its own, and say what vmalert can fill in. */
export const alertsRule: AppRule = {
  reads: ["alerts"],
  check: ({ alerts }, { platform }) =>
    Object.entries(alerts).flatMap(([name, { summary }]): Problem[] => {
      const unknown = unknownTemplate(summary);
      return [
        ...(platform?.alerts?.includes(name)
          ? [{ ...wrong(["alerts", name], "is the name of an alert of the platform's", RENAME), atKey: true }]
          : []),
        ...(unknown === undefined
          ? []
          : [
              {
                ...wrong(
                  ["alerts", name, "summary"],
                  "holds a template that is none of those known",
                  TEMPLATES,
                ),
                found: formatFound(unknown),
              },
            ]),
      ];
    }),
};

const RENAME = "rename it, to what only this app has: OrdersFail";

const FILTERS = "humanize|humanize1024|humanizeDuration|humanizePercentage|humanizeTimestamp";

const TEMPLATES = `known are {{ $value }} and {{ $labels.<name> }}, and of numbers {{ $value | humanize }} (${FILTERS.replaceAll("|", ", ")})`;

/**
 * vmalert's templates are programs of Go's text/template, which may also ask its database. What one gets wrong shows when it is
 * loaded, or only when it fires.
 *
 * @see https://docs.victoriametrics.com/victoriametrics/vmalert/#templating
 */
const TEMPLATE = new RegExp(
  String.raw`\{\{ *\$(?:value(?: *\| *(?:${FILTERS}))?|labels\.[A-Za-z_][A-Za-z0-9_]*) *\}\}`,
  "g",
);

/** The first thing in a text that looks like a template and is none of those. */
const unknownTemplate = (text: string): string | undefined =>
  /\{\{.*?(?:\}\}|$)/s.exec(text.replace(TEMPLATE, " "))?.[0];
