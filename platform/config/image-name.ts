/** The parts of an image's name that we care about. */
export interface ImageName {
  readonly repository: string;
  readonly tag?: string;
  /** With its algorithm: `sha256:...`. */
  readonly digest?: string;
}

const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const HOST = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?/)?";

/** https://github.com/distribution/reference/blob/v0.6.0/regexp.go, with SHA-256 as the only digest. */
const NAME = new RegExp(
  `^(${HOST}${COMPONENT}(?:/${COMPONENT})*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$`,
);

/** Reads an image's name; undefined when it is not one. */
export function parseImageName(text: string): ImageName | undefined {
  const match = text.length > 512 ? null : NAME.exec(text);
  if (match === null) return undefined;
  const [, repository = "", tag, digest] = match;
  return {
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}
