import { defineConfig } from "vitest/config";

// Files of a worker share their modules, which takes a third of the time: loading CDKTF for each of 285 files would be most of it.
const sharedModules = { isolate: false };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...sharedModules,
          name: "unit",
          include: ["platform/**/*.test.ts", "tools/**/*.test.ts", "test/support/**/*.test.ts"],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          ...sharedModules,
          name: "golden",
          include: ["test/golden/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          pool: "forks",
          // Sandboxes mostly wait for each other's programs; each file has addresses of its own.
          maxWorkers: 2,
          testTimeout: 20 * 60_000,
          hookTimeout: 40 * 60_000,
        },
      },
    ],
  },
});
