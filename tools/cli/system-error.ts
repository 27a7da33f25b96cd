import { LocoError } from "../../platform/errors/loco-error.ts";

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "its permissions do not let you",
  EDQUOT: "your share of the disk is used up",
  EISDIR: "it is a folder",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is a file and no folder",
  EPERM: "its permissions do not let you",
  EROFS: "the disk is read-only",
};

/** What the system refuses a file for is nothing to report to us; every other error is left as it is. */
export function fromSystem(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code = "", path, syscall = "" } = error as NodeJS.ErrnoException;
  const reason = REASONS[code];
  if (reason === undefined || path === undefined || syscall.startsWith("spawn")) return error;
  return new LocoError("FILE_REFUSED", `${path} cannot be used: ${reason}`, { cause: error });
}
