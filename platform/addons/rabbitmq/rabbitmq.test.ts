import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { rabbitmq } from "./rabbitmq.ts";

const AGENT = '[[pools]]\nname = "apps"\ncount = 1\noffering = "medium"\nip_start = "10.1.1.32"\n';

describe("rabbitmq", () => {
  it("runs once beside one server, and twice beside several, because it is asked before a cluster is changed", () => {
    expect(rabbitmq.values(addonInput())).not.toHaveProperty("replicas");
    expect(rabbitmq.values(addonInput("control_plane_count = 3"))).toMatchObject({ replicas: 2 });
  });

  it("leaves the servers alone where they take no apps", () => {
    expect(rabbitmq.values(addonInput("", AGENT))).not.toHaveProperty("tolerations");
  });

  it("comes after cert-manager, which makes its certificate", () => {
    expect(rabbitmq.needs).toEqual(["cert-manager"]);
  });

  it("may be reached by the API server", () => {
    expect(rabbitmq.internal).toBeUndefined();
  });
});
