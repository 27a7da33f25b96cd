import type { AddonInput } from "./addon.ts";

/** A Kubernetes object as a chart renders it. */
// biome-ignore lint/suspicious/noExplicitAny: objects of any kind, and facts look deep into them
export type Manifest = Readonly<Record<string, any>> & {
  readonly kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly metadata: { readonly name: string; readonly namespace?: string } & Readonly<Record<string, any>>;
};

/** Something that a chart's render must show: a sentence, and what is shown instead when it does not hold. */
export interface Fact {
  readonly fact: string;
  /** Undefined when it holds. */
  readonly broken: (manifests: readonly Manifest[], input: AddonInput) => string | undefined;
}

/** The objects of a kind. */
export const ofKind = (manifests: readonly Manifest[], wanted: string): readonly Manifest[] =>
  manifests.filter(({ kind }) => kind === wanted);

/** Undefined when both are the same, else what is there instead. */
export function differs(found: unknown, wanted: unknown): string | undefined {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  return a === b ? undefined : `${a}, not ${b}`;
}
