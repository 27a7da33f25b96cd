import { closeSync, openSync } from "node:fs";

/**
 * A folder for Unix sockets whose own path may be long: Linux allows 107 bytes for a socket's path, and a
 * project's folder can be deeper than that. Paths through an open descriptor of the folder are always short.
 */
export interface SocketDir {
  path(name: string): string;
  close(): void;
}

/** Opens an existing folder for sockets. */
export function openSocketDir(dir: string): SocketDir {
  const fd = openSync(dir, "r");
  return { path: (name) => `/proc/self/fd/${fd}/${name}`, close: () => closeSync(fd) };
}
