/** A file of this repository that is made from others. */
export interface GeneratedFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** A tool or source that a generator needs cannot be had on this machine; its files stay as they are. */
export interface Unavailable {
  readonly kind: "unavailable";
  readonly reason: string;
}

/** What a generator gave. */
export type Outcome = { readonly kind: "files"; readonly files: readonly GeneratedFile[] } | Unavailable;

/** Something that makes files. It writes none itself, so that they can also be compared. */
export interface Generator {
  /** What it makes, for a person. */
  readonly title: string;
  readonly generate: () => Promise<Outcome>;
}
