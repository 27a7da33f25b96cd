import { describe, expect, it } from "vitest";
import { SAMPLE_PLATFORM, sampleApp } from "../../testing/sample-app.ts";
import { networkOf } from "./network.ts";

const network = (text: string, platform = SAMPLE_PLATFORM) => networkOf(sampleApp(text), platform);

const FLANNEL = { ...SAMPLE_PLATFORM, addons: SAMPLE_PLATFORM.addons.filter((name) => name !== "cilium") };

const OURS = ["10.42.0.0/16", "10.43.0.0/16", "10.1.1.0/24", "169.254.0.0/16"];

const BUCKET = '[needs.files]\ntype = "s3"\nbucket = "files"\nendpoint = "https://s3.example.com:9000"';

describe("what an app connects to", () => {
  it("is everything outside, and other apps' public addresses, unless the file says what", () => {
    expect(network("port = 8000")).toMatchObject({ outside: { except: [] }, ingressController: true });
  });

  it("is outside of pods, Services, nodes and their metadata server, where addresses are all that policies see", () => {
    expect(network("port = 8000", FLANNEL)).toMatchObject({
      outside: { except: OURS },
    });
  });

  it("is what the file says, and its buckets", () => {
    const values = network(
      `port = 8000\nnetwork.to = ["api.stripe.com:443", "10.1.0.0/16:5432", "app:billing"]\n${BUCKET}`,
    );
    expect(values).toMatchObject({
      apps: ["billing"],
      cidrs: [{ cidr: "10.1.0.0/16", port: 5432 }],
      hosts: [
        { host: "api.stripe.com", port: 443 },
        { host: "s3.example.com", port: 9000 },
      ],
      ingressController: true,
    });
    expect(values).not.toHaveProperty("outside");
  });

  it("is nothing more for an empty list", () => {
    const { components, ...rest } = network("port = 8000\nnetwork.to = []");
    expect(components).toEqual(["web"]);
    expect(rest).toEqual({});
  });

  it("is its bucket's port everywhere outside, where names are not seen", () => {
    expect(network(`port = 8000\nnetwork.to = []\n${BUCKET}`, FLANNEL)).toMatchObject({
      outside: { except: OURS, ports: [9000] },
    });
  });

  it("is the pods of the app that its bucket is in, whatever else the file says", () => {
    const inside = BUCKET.replace("https://s3.example.com:9000", "http://web.minio.svc.cluster.local");
    expect(network(`port = 8000\n${inside}`)).toMatchObject({ apps: ["minio"], outside: { except: [] } });
    const named = network(`port = 8000\nnetwork.to = ["app:minio"]\n${inside}`, FLANNEL);
    expect(named).toMatchObject({ apps: ["minio"] });
    expect(named).not.toHaveProperty("outside");
    expect(network(`port = 8000\n${inside.replace("minio", "shop")}`)).not.toHaveProperty("apps");
  });

  it("has the pods of its needs", () => {
    expect(network('port = 8000\n[needs.db]\ntype = "postgres"').needs).toEqual({
      db: { pods: { "cnpg.io/cluster": "db" }, ports: [5432] },
    });
  });
});
