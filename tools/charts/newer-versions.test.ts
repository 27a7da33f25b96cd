import { expect, it } from "vitest";
import { newerVersions } from "./newer-versions.ts";

it.each([
  ["1.2.0", ["1.2.0", "1.1.0"], "1.2.0", "1.2.0"],
  ["1.2.0", ["1.9.0", "1.10.1", "2.0.0", "1.2.0"], "1.10.1", "2.0.0"],
  ["v1.2.0", ["v1.2.1", "v1.3.0"], "v1.3.0", "v1.3.0"],
  ["1.2.0", ["1.3.0-rc.1", "latest", "sha256-12ab.sig", "1.2.1+build.4"], "1.2.1+build.4", "1.2.1+build.4"],
  ["1.2.0", ["3.0.0"], "1.2.0", "3.0.0"],
])(
  "of %s and %j the newest are %s in the same major version and %s",
  (pinned, available, sameMajor, newest) => {
    expect(newerVersions(pinned, available)).toEqual({ sameMajor, newest });
  },
);
