import type { AddonSecret } from "../addon.ts";
import { secretText } from "../addon-secrets.ts";
import { CREDENTIALS, type IssuerSettings, PROVIDERS } from "./dns01.ts";

/** The Secrets that the ClusterIssuer reads and that do not come from cert-manager itself. */
export function issuerSecrets({ kind, dns01 }: IssuerSettings): readonly AddonSecret[] {
  switch (kind) {
    case "acme":
      return dns01 === undefined ? [] : [{ name: CREDENTIALS, data: PROVIDERS[dns01.provider].credentials }];
    case "private-ca":
      return [
        {
          name: "issuer-ca",
          data: {
            "tls.crt": secretText`${"issuer_ca_certificate"}`,
            "tls.key": secretText`${"issuer_ca_key"}`,
          },
        },
      ];
    case "self-signed":
      return [];
  }
}
