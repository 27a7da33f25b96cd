import { differs, type Fact, type Manifest, ofKind } from "./facts.ts";

/** Of an operator that makes its webhooks' certificates when it runs: a rendered one would be another at every deploy. */
export const certificateMadeAtRunTime: Fact = {
  fact: "its webhook's certificate is not in the release, which would make another one every time",
  broken: (manifests) => {
    const filled = ofKind(manifests, "Secret").filter(({ data, stringData }) => data ?? stringData);
    const bundled = ofKind(manifests, "ValidatingWebhookConfiguration").flatMap(({ webhooks }) =>
      webhooks.filter(({ clientConfig }: Manifest) => clientConfig.caBundle !== undefined),
    );
    return differs([filled.length, bundled.length], [0, 0]);
  },
};
