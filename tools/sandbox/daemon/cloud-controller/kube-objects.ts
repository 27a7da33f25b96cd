/** Parts of Kubernetes' objects, as far as the played controllers look at them. */
export interface Meta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly deletionTimestamp?: string;
}

export interface List<T> {
  readonly items: readonly T[];
}

export interface Node {
  readonly metadata: Meta;
  readonly spec: { readonly providerID?: string; readonly taints?: readonly { readonly key: string }[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

export interface ServicePort {
  readonly name?: string;
  readonly protocol: "TCP" | "UDP" | "SCTP";
  readonly port: number;
  readonly nodePort?: number;
}

export interface Service {
  readonly metadata: Meta;
  readonly spec: {
    readonly type: string;
    readonly ports?: readonly ServicePort[];
    readonly loadBalancerIP?: string;
    readonly loadBalancerClass?: string;
    readonly loadBalancerSourceRanges?: readonly string[];
    readonly sessionAffinity?: "None" | "ClientIP";
  };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly object[] } };
}

/** Without one of the finalizers. */
export const withoutFinalizer = ({ finalizers = [] }: Meta, one: string): readonly string[] =>
  finalizers.filter((finalizer) => finalizer !== one);

/** With one more finalizer. */
export const withFinalizer = (meta: Meta, one: string): readonly string[] => [
  ...withoutFinalizer(meta, one),
  one,
];
