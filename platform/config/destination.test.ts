import { expect, it } from "vitest";
import { parseDestination } from "./destination.ts";

it.each([
  ["app:billing", { kind: "app", name: "billing" }],
  ["10.1.0.0/16:5432", { kind: "cidr", cidr: "10.1.0.0/16", port: 5432 }],
  ["10.1.0.7:53", { kind: "cidr", cidr: "10.1.0.7/32", port: 53 }],
  ["api.example.com:443", { kind: "host", host: "api.example.com", port: 443 }],
  ["*.example.com:443", { kind: "host", host: "*.example.com", port: 443 }],
])("%s is somewhere to connect to", (text, destination) =>
  expect(parseDestination(text)).toEqual(destination),
);

it.each([
  "",
  "api.example.com",
  "10.1.0.1/16:53",
  "x.example:0",
  "x.example:70000",
  "https://x.example:443",
  "app:",
  "1.2.3:80",
])("%j is not", (text) => expect(parseDestination(text)).toBeUndefined());
