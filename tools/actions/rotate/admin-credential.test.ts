import { beforeAll, describe, expect, it } from "vitest";
import { makeAuthority } from "../../../test/support/pki.ts";
import { kubeconfig } from "../../kubernetes/kubeconfig.ts";
import type { Authority } from "../../sandbox/k3s/program/pki/leaf.ts";
import type { StateResource } from "../stack/state-record.ts";
import { ADMIN_RESOURCES, adminCredential } from "./admin-credential.ts";

let former: Authority;
let next: Authority;
beforeAll(async () => {
  [former, next] = await Promise.all([makeAuthority("former"), makeAuthority("next")]);
});

/** State in which the outputs have `former`, and the resources what is given. */
function credential(key: string, certificate: string, rest: Partial<StateResource> = {}) {
  const values = [{ private_key_pem: key }, {}, { cert_pem: certificate }];
  const resources = ADMIN_RESOURCES.map((address, i) => {
    const [type = "", name = ""] = address.split(".");
    return { address, type, name, values: values[i] ?? {}, ...(i === 2 ? rest : {}) };
  });
  const { certificate: published, key: publishedKey } = former;
  const access = { server: "https://a", ca: published, certificate: published, key: publishedKey };
  return adminCredential({ resources, outputs: { kubeconfig: kubeconfig(access) } });
}

describe("the administrator's credential", () => {
  it("is settled when the kubeconfig carries what the resources hold", () => {
    const found = credential(former.key, former.certificate);
    expect(found?.stage).toBe("settled");
    expect(found?.published.subject).toContain("former");
  });

  it("is unfinished when an apply has made another one and the outputs did not follow", () => {
    expect(credential(next.key, next.certificate)?.stage).toBe("unfinished");
  });

  it("is unfinished when an apply ended between the key and the certificate", () => {
    expect(credential(next.key, former.certificate)?.stage).toBe("unfinished");
    expect(credential(former.key, former.certificate, { tainted: true })?.stage).toBe("unfinished");
  });

  it("is not there before the first deploy", () => {
    expect(adminCredential({ resources: [], outputs: {} })).toBeUndefined();
  });
});
