import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["platform/**/*.test.ts", "tools/**/*.test.ts", "test/support/**/*.test.ts"],
          testTimeout: 20_000,
        },
      },
      {
        test: {
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
