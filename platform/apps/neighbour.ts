import type { Diagnostic } from "../config/diagnostic.ts";
import type { App } from "./app.ts";
import type { AppReading } from "./read-app.ts";

/** An app among the others of a platform. */
export interface Neighbour {
  readonly app: App;
  /** As the person would type it. */
  readonly file: string;
  readonly placeOf: AppReading["placeOf"];
  readonly positionOf: AppReading["positionOf"];
  readonly isOverlaid: AppReading["isOverlaid"];
}

/** Something wrong with one of the apps. */
export interface Finding {
  /** The app's name. */
  readonly app: string;
  /** Who has the same, and had it before. */
  readonly other?: Neighbour;
  readonly diagnostic: Diagnostic;
}

/** Where a file says something, for the words about another one. */
export const placeIn = ({ file, placeOf }: Neighbour, path: readonly string[]) => placeOf(path) ?? file;

/** A mistake at a key of an app. */
export const finding = (
  each: Neighbour,
  path: readonly string[],
  message: string,
  more: Partial<Pick<Diagnostic, "severity" | "hint">> = {},
): Finding => ({
  app: each.app.name,
  diagnostic: {
    severity: "error",
    file: each.file,
    ...each.positionOf(path),
    key: path.join("."),
    message,
    ...more,
  },
});
