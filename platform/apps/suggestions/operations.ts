import { parseImageName } from "../../config/image-name.ts";
import { type SuggestionRule, set } from "./suggestion.ts";

export const imageDigest: SuggestionRule = {
  name: "image-digest",
  gain: "safer",
  // What kube-linter calls latest-tag and Polaris tagNotSpecified, for every tag: each can be moved.
  check: ({ image }) => {
    const name = image === undefined ? undefined : parseImageName(image);
    if (image === undefined || name === undefined || name.digest !== undefined) return [];
    const risk =
      name.tag === "latest" || name.tag === undefined
        ? "Each node runs what the tag latest was when it last looked"
        : `The tag ${name.tag} can be moved`;
    return [
      {
        path: ["image"],
        why: `${risk}: replicas then run different programs, and a rollback brings back another one than before.`,
        changes: [],
        adapt: `add the digest behind it, @sha256:..., as shown by: docker buildx imagetools inspect ${image}`,
      },
    ];
  },
};

export const restartAlert: SuggestionRule = {
  name: "restart-alert",
  gain: "safer",
  check: (file, { platform, environment }) => {
    if (Object.keys(file.alerts).length > 0 || platform?.addons.includes("vmalert") === false) return [];
    const namespace = environment === undefined ? file.name : `${file.name}-${environment}`;
    return [
      {
        path: ["alerts"],
        why: "Nobody is told when the app fails. This tells of containers that crash again and again; what only the app knows (orders, logins) is worth an alert, too.",
        changes: [
          set(["alerts", "restarts"], {
            when: `sum(increase(kube_pod_container_status_restarts_total{namespace='${namespace}'}[15m])) > 3`,
            summary: `Containers of ${namespace} crash again and again`,
          }),
        ],
      },
    ];
  },
};

export const owner: SuggestionRule = {
  name: "owner",
  gain: "safer",
  // What kube-linter calls required-label-owner.
  check: ({ owner }) =>
    owner === undefined
      ? [
          {
            path: ["owner"],
            why: "Whoever sees the app fail at night finds out from the owner whom to call; its alerts carry it.",
            changes: [set(["owner"], "team-name")],
            adapt: "write your team's name",
          },
        ]
      : [],
};

export const structuredLogs: SuggestionRule = {
  name: "structured-logs",
  gain: "faster",
  check: (_file, { said, platform }) =>
    said(["logs", "structured"]) || platform?.addons.includes("loki") === false
      ? []
      : [
          {
            path: ["logs", "structured"],
            why: "Lines are searched as text. When each is a JSON object, its fields (level, order, user) are found by name.",
            changes: [set(["logs", "structured"], true)],
            adapt: "first let the app write JSON, one object a line",
          },
        ],
};
