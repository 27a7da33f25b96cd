import { compareVersions } from "../sandbox/toolchain/version.ts";

/** What a repository has beyond a pinned version. */
export interface NewerVersions {
  /** The newest of the same major version; the pinned one when there is no newer. */
  readonly sameMajor: string;
  /** The newest of all; the pinned one when there is no newer. */
  readonly newest: string;
}

/** A release: no preview, nor a tag that is no version, such as a signature's. */
const RELEASE = /^v?\d+\.\d+\.\d+(\+[\w.-]+)?$/;

const numbers = (version: string) => version.replace(/^v/, "").replace(/\+.*/, "");
const major = (version: string) => numbers(version).split(".")[0];

/** Compares a pinned version with those that there are. */
export function newerVersions(pinned: string, available: readonly string[]): NewerVersions {
  const releases = available
    .filter((version) => RELEASE.test(version))
    .filter((version) => compareVersions(numbers(version), numbers(pinned)) > 0)
    .sort((a, b) => compareVersions(numbers(a), numbers(b)));
  return {
    sameMajor: releases.findLast((version) => major(version) === major(pinned)) ?? pinned,
    newest: releases.at(-1) ?? pinned,
  };
}
