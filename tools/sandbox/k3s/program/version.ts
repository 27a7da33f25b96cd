// esbuild replaces the name when a release is built (release.ts).
declare const K3S_VERSION: string;

/** The k3s version that this program was released as. */
export const version: string = K3S_VERSION;
