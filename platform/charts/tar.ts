const BLOCK = 512;

/** Bytes of header and name of one entry's fields: https://www.gnu.org/software/tar/manual/html_node/Standard.html */
const NAME_LENGTH = 100;

/**
 * One regular file as a tar archive holds it (ustar): always the same owner, mode and time, so that the same file is the
 * same bytes on every machine.
 */
export function tarEntry(name: string, bytes: Uint8Array): Buffer {
  if (Buffer.byteLength(name) > NAME_LENGTH) throw new Error(`too long for a package: ${name}`);
  const entry = Buffer.alloc(BLOCK + Math.ceil(bytes.length / BLOCK) * BLOCK);
  const octal = (value: number, at: number, length: number) =>
    entry.write(value.toString(8).padStart(length - 1, "0"), at, "latin1");
  entry.write(name, 0);
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(bytes.length, 124, 12);
  octal(0, 136, 12);
  // The checksum is taken with itself as spaces.
  entry.fill(" ", 148, 156);
  entry.write("0", 156);
  entry.write("ustar\x0000", 257, "latin1");
  const sum = entry.subarray(0, BLOCK).reduce((total, byte) => total + byte, 0);
  entry.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  entry.set(bytes, BLOCK);
  return entry;
}

/** What ends an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK);
