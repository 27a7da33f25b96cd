/**
 * Label of every namespace that the platform makes, from its first moment on: a policy that leaves such namespaces out does so before
 * an addon's first pod, though its list of names comes later. Nobody but Terraform may set it where the addon kyverno-policies is
 * on (charts/kyverno-policies/templates/platform-label.yaml). Frozen: policies of operators may ask for it.
 */
export const PLATFORM_LABEL = "loco.dev/platform";

export const platformLabels = { [PLATFORM_LABEL]: "true" } as const;
