import { createHash } from "node:crypto";
import { invalid } from "./api-error.ts";
import type { Body, Call, Commands } from "./command.ts";
import { succeeded } from "./command.ts";
import { nextId } from "./identity.ts";
import { contains, equals, listed } from "./listing.ts";
import { isVisible, ownerFields, ownerOf } from "./owner.ts";
import { list, text } from "./parameters.ts";
import type { KeyPair, State } from "./state.ts";

export const keyPairCommands: Commands = {
  registerSSHKeyPair: {
    kind: "sync",
    run: (draft, call) => {
      const [name, publicKey] = [text(call.params, "name"), text(call.params, "publickey").trim()];
      const projectId = ownerOf(call);
      const own = Object.values(draft.keyPairs).filter((pair) => pair.projectId === projectId);
      const body = /^(?:ssh-\S+|ecdsa-\S+|sk-\S+) ([A-Za-z0-9+/]+={0,2})(?: .*)?$/.exec(publicKey)?.[1];
      if (body === undefined) throw invalid("Public key is invalid");
      if (own.some((pair) => pair.name === name))
        throw invalid(`A key pair with name '${name}' already exists.`);
      const fingerprint = createHash("md5")
        .update(Buffer.from(body, "base64"))
        .digest("hex")
        .replace(/..(?=.)/g, "$&:");
      const same = own.find((pair) => pair.fingerprint === fingerprint);
      if (same !== undefined)
        throw invalid(`A key pair with key '${publicKey}' already exists for this account.`);
      const pair: KeyPair = { id: nextId(draft, "keypair"), name, publicKey, fingerprint, projectId };
      draft.keyPairs[pair.id] = pair;
      return { keypair: showKeyPair(call, pair) };
    },
  },
  deleteSSHKeyPair: {
    kind: "sync",
    run: (draft, call) => {
      const name = text(call.params, "name");
      const pair = findByName(draft, name, ownerOf(call));
      delete draft.keyPairs[pair.id];
      return succeeded;
    },
  },
  listSSHKeyPairs: {
    kind: "sync",
    subject: "keyPairs",
    run: (state, call) => {
      const found = Object.values(state.keyPairs).filter(
        (pair) =>
          isVisible(call, pair) &&
          equals(call, "id", pair.id) &&
          equals(call, "name", pair.name) &&
          equals(call, "fingerprint", pair.fingerprint) &&
          contains(call, "keyword", pair.name, pair.fingerprint),
      );
      return listed(call, "sshkeypair", found, (pair) => showKeyPair(call, pair));
    },
  },
};

/** The names that a call gives in `keypair` or `keypairs`, each of them registered by the owner. */
export function keyPairNames(state: State, { params }: Call, projectId: string | null): readonly string[] {
  const names = [...(params.keypair === undefined ? [] : [params.keypair]), ...list(params, "keypairs")];
  for (const name of names) findByName(state, name, projectId);
  return names;
}

function findByName(state: State, name: string, projectId: string | null): KeyPair {
  const found = Object.values(state.keyPairs).find(
    (pair) => pair.name === name && pair.projectId === projectId,
  );
  if (found === undefined) throw invalid(`A key pair with name '${name}' does not exist for this account`);
  return found;
}

function showKeyPair({ place }: Call, pair: KeyPair): Body {
  // The one owned object that has no domain path.
  const { domainpath: _path, ...owner } = ownerFields(place, pair);
  return { id: pair.id, name: pair.name, fingerprint: pair.fingerprint, ...owner };
}
