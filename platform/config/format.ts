/** A JSON Schema format of ours: what passes, and how to say what is expected. */
export interface Format {
  readonly accepts: (text: string) => boolean;
  readonly expected: string;
}
