import pc from "picocolors";

/** Where an action tells a person what it is doing. Actions get one; only this file writes to the terminal. */
export interface Reporter {
  /**
   * Runs a step that may take over two seconds: prints its title, the latest `progress` detail while it runs
   * (on a terminal), then how long it took. A failing step is marked and its error passed on.
   */
  step<T>(title: string, work: (progress: (detail: string) => void) => Promise<T>): Promise<T>;
  /** A line of result or explanation. */
  info(line: string): void;
  /** A line about something that works but should be looked at. */
  warn(line: string): void;
}

/** How often a long step shows in a log that it is alive. */
const LOG_INTERVAL_MS = 30_000;

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/**
 * A reporter for people. `now` is in milliseconds.
 *
 * On a terminal the current step's line is redrawn in place; elsewhere a step prints a line when it starts, one when it
 * ends, and one every half minute between, so that logs stay readable.
 */
export function terminalReporter(out: Output, now: () => number = () => performance.now()): Reporter {
  const live = out.isTTY === true;
  // https://no-color.org
  const colors = pc.createColors(live && (process.env.NO_COLOR ?? "") === "");
  const line = (text: string) => out.write(`${text}\n`);
  return {
    async step(title, work) {
      const started = now();
      const took = () => colors.dim(`${((now() - started) / 1000).toFixed(1)} s`);
      let detail = "";
      const draw = () => {
        const text = `  … ${title}${detail === "" ? "" : colors.dim(` · ${detail}`)}  ${took()}`;
        out.write(`\r\x1b[2K${text}`);
      };
      if (!live) line(`  … ${title}`);
      const log = () => line(`    ${title}${detail === "" ? "" : ` · ${detail}`}  ${took()}`);
      const timer = live ? setInterval(draw, 500) : setInterval(log, LOG_INTERVAL_MS);
      if (live) draw();
      const end = (mark: string) => {
        clearInterval(timer);
        line(`${live ? "\r\x1b[2K" : ""}  ${mark} ${title}  ${took()}`);
      };
      try {
        const result = await work((text) => {
          detail = text;
          if (live) draw();
        });
        end(colors.green("✓"));
        return result;
      } catch (error) {
        end(colors.red("✗"));
        throw error;
      }
    },
    info: line,
    warn: (text) => line(`${colors.yellow("warning")}  ${text}`),
  };
}

/** A reporter that says nothing, for `--json` and tests. */
export const silentReporter: Reporter = {
  step: (_title, work) => work(() => {}),
  info: () => {},
  warn: () => {},
};
