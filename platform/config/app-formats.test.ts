import { describe, expect, it } from "vitest";
import { appFormats } from "./app-formats.ts";
import { isCron } from "./cron.ts";
import { parseDuration } from "./duration.ts";
import { parseImageName } from "./image-name.ts";
import { parseBytes, parseCpu } from "./quantity.ts";

describe("an amount of CPU", () => {
  it.each([
    ["250m", 250],
    ["2", 2000],
    ["0.5", 500],
    ["0.001", 1],
  ])("%s is %i thousandths of a core", (text, milli) => expect(parseCpu(text)).toBe(milli));
  it.each(["", "0", "0m", "1.5m", "2 ", "-1", "1e3", "0.0001", "two"])("is not %j", (text) => {
    expect(parseCpu(text)).toBeUndefined();
  });
});

describe("a size", () => {
  it.each([
    ["512Mi", 512 * 1024 ** 2],
    ["1Gi", 1024 ** 3],
    ["2G", 2e9],
  ])("%s is %i bytes", (text, bytes) => expect(parseBytes(text)).toBe(bytes));
  it.each(["512", "20MB", "1.5Gi", "0Mi", "Mi", "1 Gi"])("is not %j", (text) => {
    expect(parseBytes(text)).toBeUndefined();
  });
});

describe("a time", () => {
  it.each([
    ["30s", 30],
    ["5m", 300],
    ["12h", 43_200],
    ["7d", 604_800],
  ])("%s is %i seconds", (text, seconds) => expect(parseDuration(text)).toBe(seconds));
  it.each(["30", "0s", "1h30m", "500ms", "s", "366d", "999999d"])("is not %j", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe("a schedule", () => {
  it.each([
    "0 3 * * *",
    "*/5 0-6 1,15 jan-mar MON",
    "? * * * 0",
    "@daily",
    "59 23 31 12 6",
    "10-20/5 * * * *",
  ])("may be %s", (text) => expect(isCron(text)).toBe(true));
  it.each([
    ["six fields", "0 0 3 * * *"],
    ["a minute that is not", "60 * * * *"],
    ["Sunday as 7, which Kubernetes does not know", "0 3 * * 7"],
    ["a range backwards", "0 9-3 * * *"],
    ["a step of nothing", "*/0 * * * *"],
    ["a word", "@noon"],
    ["two blanks", "0  3 * * *"],
    ["an open range", "1- * * * *"],
    ["nothing", ""],
  ])("is not %s", (_what, text) => expect(isCron(text)).toBe(false));
});

describe("an image's name", () => {
  const digest = `sha256:${"a1".repeat(32)}`;
  it.each([
    ["nginx:1.29", { repository: "nginx", tag: "1.29" }],
    ["localhost:5000/a/b__c", { repository: "localhost:5000/a/b__c" }],
    [`ghcr.io/acme/shop:1@${digest}`, { repository: "ghcr.io/acme/shop", tag: "1", digest }],
  ])("%s has its parts", (text, parts) => expect(parseImageName(text)).toEqual(parts));
  it.each(["", "Shop:1", "https://ghcr.io/acme/shop:1", "a//b:1", "a:1@sha256:abc", "a b:1", "-a:1"])(
    "is not %j",
    (text) => expect(parseImageName(text)).toBeUndefined(),
  );
});

describe("a path of requests", () => {
  const accepts = appFormats["url-path"]?.accepts;
  it.each(["/", "/a/", "/a.b/..c/d..", "/.well-known/x", "/a%20b"])("is %j", (text) => {
    expect(accepts?.(text)).toBe(true);
  });
  it.each(["//", "/a//b", "/./a", "/a/../b", "/a/..", "/.", "/a%2Fb", "/a%2fb", "a", "/a`b"])(
    "is not %j, which no Ingress may have",
    (text) => {
      expect(accepts?.(text)).toBe(false);
    },
  );
});
