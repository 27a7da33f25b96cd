import { expect, it } from "vitest";
import { testConfig } from "../../../platform/config/testing/test-config.ts";
import { k3sImages } from "./k3s-images.ts";

it("takes the list that is beside the k3s program, from the same mirror", async () => {
  const config = testConfig("", undefined, '[k3s]\nmirror = "https://files.example/k3s/"\n');
  const asked: string[] = [];
  const images = await k3sImages(config, async (url) => {
    asked.push(url);
    return "docker.io/rancher/mirrored-pause:3.6\ndocker.io/rancher/mirrored-coredns-coredns:1.12.0\n";
  });
  expect(asked).toEqual([
    `https://files.example/k3s/${config.k3s_version.replace("+", "%2B")}/k3s-images.txt`,
  ]);
  expect(images).toEqual([
    "docker.io/rancher/mirrored-pause:3.6",
    "docker.io/rancher/mirrored-coredns-coredns:1.12.0",
  ]);
});

it("asks upstream where the mirror does not answer, and gives the mirror's reason when neither does", async () => {
  const config = testConfig("", undefined, '[k3s]\nmirror = "https://files.example/k3s"\n');
  const away = (text?: string) => async (url: string) => {
    if (url.startsWith("https://files.example") || text === undefined) throw new Error(`no route to ${url}`);
    return text;
  };
  expect(await k3sImages(config, away("a:1"))).toEqual(["a:1"]);
  await expect(k3sImages(config, away())).rejects.toThrow("no route to https://files.example/k3s/");
});

it.each(["<!doctype html>\n<title>Sign in</title>", "docker.io/rancher/pause:3.6\nnot found", ""])(
  "asks upstream where the mirror answers with %j, which is no list of images",
  async (page) => {
    const config = testConfig("", undefined, '[k3s]\nmirror = "https://files.example/k3s"\n');
    const from = (upstream: string) => async (url: string) =>
      url.startsWith("https://files.example") ? page : upstream;
    expect(await k3sImages(config, from("a:1"))).toEqual(["a:1"]);
    await expect(k3sImages(config, from(page))).rejects.toThrow(
      /^https:\/\/files\.example.* is no list of images/,
    );
  },
);
