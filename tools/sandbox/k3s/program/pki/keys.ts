import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  webcrypto,
} from "node:crypto";

/** A key pair as WebCrypto takes it, with the name of the algorithm that signs with it. */
export interface SigningKeys {
  readonly publicKey: webcrypto.CryptoKey;
  readonly privateKey: webcrypto.CryptoKey;
  readonly algorithm: webcrypto.EcdsaParams | webcrypto.Algorithm;
}

const curves: Readonly<Record<string, string>> = {
  prime256v1: "P-256",
  secp384r1: "P-384",
  secp521r1: "P-521",
};

/**
 * A private key in any PEM form, SEC1 and PKCS#1 included: those are what Terraform's tls provider
 * and k3s's own script write, and WebCrypto reads neither.
 */
export async function signingKeys(pem: string): Promise<SigningKeys> {
  const key = createPrivateKey(pem);
  const params = importParams(key);
  const pkcs8 = key.export({ type: "pkcs8", format: "der" });
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  const { subtle } = webcrypto;
  return {
    privateKey: await subtle.importKey("pkcs8", pkcs8, params, true, ["sign"]),
    publicKey: await subtle.importKey("spki", spki, params, true, ["verify"]),
    algorithm: params.name === "ECDSA" ? { name: "ECDSA", hash: "SHA-256" } : { name: params.name },
  };
}

function importParams(key: KeyObject): webcrypto.EcKeyImportParams | webcrypto.RsaHashedImportParams {
  if (key.asymmetricKeyType === "ec") {
    const curve = key.asymmetricKeyDetails?.namedCurve ?? "";
    return { name: "ECDSA", namedCurve: curves[curve] ?? curve };
  }
  return { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
}

/** A new EC P-256 private key as SEC1 PEM, k3s's kind for its leaf certificates. */
export function newPrivateKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "sec1", format: "pem" }).toString();
}
