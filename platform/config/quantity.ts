/** CPU in thousandths of a core, as Kubernetes writes it: `250m`, `2`, `0.5`. Undefined when it is not that, or nothing. */
export function parseCpu(text: string): number | undefined {
  const match = /^(?:([1-9][0-9]{0,5})m|([0-9]{1,3}(?:\.[0-9]{1,3})?))$/.exec(text);
  if (match === null) return undefined;
  const milli = match[1] === undefined ? Math.round(Number(match[2]) * 1000) : Number(match[1]);
  return milli === 0 ? undefined : milli;
}

/** Suffixes of large Kubernetes quantities. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export const UNITS: Readonly<Record<string, number>> = {
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A size in bytes, as Kubernetes writes it: `512Mi`, `20G`. Undefined when it is not that: a unit must be there. */
export function parseBytes(text: string): number | undefined {
  const match = /^([1-9][0-9]{0,5})(k|M|G|T|Ki|Mi|Gi|Ti)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * (UNITS[match[2] ?? ""] ?? Number.NaN);
}
