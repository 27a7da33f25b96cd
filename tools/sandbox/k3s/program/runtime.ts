import type { Layout } from "./layout.ts";
import type { Logger } from "./log.ts";
import { type Component, startComponent } from "./process.ts";

/** What a running k3s gives its parts: where things are, where to log, and an end that is orderly. */
export interface Runtime {
  readonly layout: Layout;
  readonly log: Logger;
  /** Fires when k3s is about to end. */
  readonly stopping: AbortSignal;
  /**
   * Starts a component; `watch` sees each line that it writes. If it ends on its own, all of k3s ends, and its unit
   * starts it again.
   */
  start(name: string, args: readonly string[], watch?: (line: string) => void): Component;
  /** Remembers what to do at the end; the last to be remembered is done first. */
  onStop(action: () => void | Promise<void>): void;
  /** Ends everything that was started. */
  stop(): Promise<void>;
}

/** A runtime whose components write to `write`; `fail` is told when one of them has died. */
export function createRuntime(
  layout: Layout,
  log: Logger,
  write: (text: string) => unknown,
  fail: (reason: string) => void,
): Runtime {
  const stopping = new AbortController();
  const actions: (() => void | Promise<void>)[] = [];
  return {
    layout,
    log,
    stopping: stopping.signal,
    start(name, args, watch) {
      const component = startComponent(layout.bin, name, args, log, write, watch);
      actions.push(() => component.stop());
      component.ended.then((reason) => {
        if (!stopping.signal.aborted) fail(reason);
      }, fail);
      return component;
    },
    onStop: (action) => void actions.push(action),
    async stop() {
      stopping.abort();
      for (const action of actions.reverse()) await action();
    },
  };
}
