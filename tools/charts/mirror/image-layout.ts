import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocoError } from "../../../platform/errors/loco-error.ts";

/**
 * A folder of images as the OCI writes it down, so that skopeo, podman and containerd read it as well.
 *
 * @see https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
const NAME = "org.opencontainers.image.ref.name";

interface Entry {
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Index {
  readonly manifests: readonly Entry[];
}

/** The digest of every image in a layout by name; nothing when there is no layout. */
export function imagesOfLayout(layout: string): ReadonlyMap<string, string> {
  return new Map(
    read(layout)?.manifests.flatMap(({ digest, annotations }) => {
      const name = annotations?.[NAME];
      return name === undefined ? [] : [[name, digest] as const];
    }),
  );
}

/**
 * Gives the last image of a layout its name, which no other one has then. An image without a name is of a run that was
 * interrupted, and goes.
 */
export function nameLast(layout: string, name: string): void {
  const index = read(layout);
  const last = index?.manifests.at(-1);
  if (index === undefined || last === undefined) throw new Error(`there is no image in ${layout}`);
  const others = index.manifests
    .slice(0, -1)
    .filter(({ annotations }) => annotations?.[NAME] !== undefined && annotations[NAME] !== name);
  const manifests = [...others, { ...last, annotations: { [NAME]: name } }];
  write(layout, { ...index, manifests });
}

/** A layout with one image of another one, for as long as `use` takes: what it consists of stays where it is. */
export async function withImage(
  layout: string,
  name: string,
  use: (single: string) => Promise<void>,
): Promise<void> {
  const index = read(layout);
  const image = index?.manifests.find(({ annotations }) => annotations?.[NAME] === name);
  if (image === undefined) throw new Error(`there is no ${name} in ${layout}`);
  const single = mkdtempSync(join(tmpdir(), "loco-image-"));
  try {
    writeFileSync(join(single, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
    symlinkSync(join(layout, "blobs"), join(single, "blobs"));
    write(single, { ...index, manifests: [image] });
    await use(single);
  } finally {
    rmSync(single, { recursive: true, force: true });
  }
}

/** Deletes what a run that was killed left half written: a whole blob is called by its digest. */
export function removeTornBlobs(layout: string): void {
  const blobs = join(layout, "blobs/sha256");
  if (!existsSync(blobs)) return;
  for (const file of readdirSync(blobs)) if (!/^[0-9a-f]{64}$/.test(file)) rmSync(join(blobs, file));
}

function read(layout: string): Index | undefined {
  const path = join(layout, "index.json");
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Index;
  } catch (cause) {
    throw new LocoError("MIRROR_INVALID", `${path} cannot be read: ${(cause as Error).message}`, {
      hint: `delete ${layout}; npx loco charts mirror fetches the images again`,
      cause,
    });
  }
}

/** By a rename, so that whoever is killed leaves a whole index. */
function write(layout: string, index: Index): void {
  mkdirSync(layout, { recursive: true });
  const path = join(layout, "index.json");
  writeFileSync(`${path}.new`, `${JSON.stringify(index, undefined, 2)}\n`);
  renameSync(`${path}.new`, path);
}
