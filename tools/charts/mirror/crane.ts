import { execa } from "execa";

/** Copies images between registries and folders, and tells what is there. Rejects with the registry's own words. */
export interface Crane {
  /** Digest of an image or an index of several platforms; undefined when there is none of that name. */
  readonly digest: (name: string) => Promise<string | undefined>;
  /** Digests of what a manifest consists of; undefined when there is none of that name. */
  readonly layers: (name: string) => Promise<readonly string[] | undefined>;
  readonly copy: (from: string, to: string) => Promise<void>;
  /** Adds an image with all its platforms to an OCI image layout, as the last one of its index. */
  readonly pull: (name: string, layout: string) => Promise<void>;
  /** Pushes the only image of an OCI image layout. */
  readonly push: (layout: string, name: string) => Promise<void>;
  readonly tags: (repository: string) => Promise<readonly string[]>;
}

/** Through the program `crane`. Logins are those of Docker's configuration (`~/.docker/config.json`, `DOCKER_CONFIG`). */
export function craneProgram(crane: string): Crane {
  const run = async (...args: string[]) => {
    const { stdout, stderr, exitCode } = await execa(crane, args, { reject: false });
    if (exitCode !== 0) throw new Error(lastError(stderr));
    return stdout;
  };
  /** Undefined instead of an error that says that there is nothing of that name. */
  const ifThere = (...args: string[]) =>
    run(...args).catch((error: Error) => {
      if (/MANIFEST_UNKNOWN|NAME_UNKNOWN|NOT_FOUND|404 Not Found/.test(error.message)) return undefined;
      throw error;
    });
  return {
    digest: (name) => ifThere("digest", name),
    layers: async (name) => {
      const text = await ifThere("manifest", name);
      if (text === undefined) return undefined;
      const { layers = [] } = JSON.parse(text) as {
        readonly layers?: readonly { readonly digest: string }[];
      };
      return layers.map(({ digest }) => digest);
    },
    copy: async (from, to) => {
      await run("copy", from, to);
    },
    pull: async (name, layout) => {
      await run("pull", "--format=oci", name, layout);
    },
    push: async (layout, name) => {
      await run("push", layout, name);
    },
    tags: async (repository) => (await run("ls", repository)).split("\n").filter((tag) => tag !== ""),
  };
}

/** crane logs what it does before the error, which is the last line. */
const lastError = (stderr: string) =>
  (stderr.trim().split("\n").at(-1) ?? "").replace(/^(\S+ \S+ )?(Error|error): /, "");
