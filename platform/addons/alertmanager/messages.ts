/** More alerts than these are counted, not listed: Slack and Teams refuse long messages. */
const LISTED = 20;

/** How one kind of receiver writes. */
interface Style {
  readonly bullet: string;
  /** Between paragraphs. */
  readonly gap: string;
  /** Go template functions that a text goes through. */
  readonly escaped?: string;
  /** The address that is in the template's dot. */
  readonly link?: string;
}

const email: Style = { bullet: "- ", gap: "\n" };

/** Slack takes `&`, `<` and `>` for its own: `<!channel>` in a summary would call everybody. */
const slack: Style = {
  bullet: "• ",
  gap: "\n",
  escaped: ' | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;"',
};

/** Teams reads Markdown, and makes links of Markdown's only. Runbooks may be paths. */
const teams: Style = {
  bullet: "- ",
  gap: "\n\n",
  link: '{{ if match "^https?://" . }}[{{ . }}]({{ . }}){{ else }}{{ . }}{{ end }}',
};

/** An alert as one line; those of app teams may lack the summary. */
const LINE = String.raw`or .Annotations.summary .Annotations.description .Labels.alertname | reReplaceAll "\\s+" " "`;

const RUNBOOK = "or .CommonAnnotations.runbook .CommonAnnotations.runbook_url";

function message(style: Style): string {
  const { gap, link = "{{ . }}" } = style;
  // Where all is over the title says so.
  const over = '{{ if eq $.Status "firing" }}resolved: {{ end }}';
  return [
    lines(".Alerts.Firing", style),
    lines(".Alerts.Resolved", style, over),
    `{{ with ${RUNBOOK} }}${gap}Runbook: ${link}{{ end }}`,
    `{{ with .RouteLabels.grafana }}${gap}Grafana: ${link}{{ end }}`,
  ].join("");
}

function lines(alerts: string, { bullet, escaped = "" }: Style, mark = ""): string {
  const line = `${bullet}${mark}{{ ${LINE}${escaped} }}\n`;
  const more = `${bullet}${mark}{{ len ${alerts} }} in all\n`;
  return [
    `{{ range $i, $alert := ${alerts} }}{{ if lt $i ${LISTED} }}${line}{{ end }}{{ end }}`,
    `{{ if gt (len ${alerts}) ${LISTED} }}${more}{{ end }}`,
  ].join("");
}

const TITLE =
  "[{{ .Status | toUpper }}] {{ .GroupLabels.alertname }}{{ with .CommonLabels.severity }} ({{ . }}){{ end }} on {{ .RouteLabels.platform }}";

const define = (name: string, text: string) => `{{ define "loco.${name}" }}${text}{{ end }}\n`;

/** What messages say, as Alertmanager's templates. The platform's name and Grafana's address are labels of the route. */
export const MESSAGES = [
  define("title", TITLE),
  define("slack", message(slack)),
  define("teams", message(teams)),
  define("email", message(email)),
].join("");

/** Has Alertmanager write what {@link MESSAGES} names. */
export const written = (name: "title" | "slack" | "teams" | "email"): string =>
  `{{ template "loco.${name}" . }}`;
