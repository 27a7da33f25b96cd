import { expect, it } from "vitest";
import { readSample, SAMPLE_PLATFORM } from "../testing/sample-app.ts";

const messages = (http: string, sees_clients: boolean) =>
  readSample(`name = "shop"\nimage = "ghcr.io/acme/shop:1"\nport = 8000\n${http}`, {
    platform: { ...SAMPLE_PLATFORM, ingress: { class: "traefik", sees_clients } },
  }).diagnostics.map(({ key, message }) => `${key} ${message}`);

it("refuses to let in by addresses that nobody sees", () => {
  const allow = 'http.allow = ["203.0.113.0/24"]';
  expect(messages(allow, true)).toEqual([]);
  expect(messages("", false)).toEqual([]);
  expect(messages(allow, false)).toEqual([
    "http.allow would let nobody in: the platform acme sees the address of its load balancer in place of clients'",
  ]);
});
