/** Something that must be done before the platform is ready. */
export interface Step {
  readonly id: string;
  /** Ids of the steps that must be done before. */
  readonly needs: readonly string[];
  /** Whether it takes time of its own that someone waits for; else it is done as soon as what it needs is. */
  readonly wait: boolean;
}

/**
 * Ids of the waits that follow one another on the way to a step: of all ways the one with the most, and of several of
 * those the one that comes first.
 */
export function longestWait(steps: readonly Step[], goal: string): readonly string[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const known = new Map<string, readonly string[]>();
  const open = new Set<string>();
  const until = (id: string): readonly string[] => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const step = byId.get(id);
    if (step === undefined) throw new Error(`a step needs '${id}', which is none`);
    if (open.has(id)) throw new Error(`'${id}' needs itself`);
    open.add(id);
    const longest = step.needs
      .map(until)
      .reduce((best, path) => (path.length > best.length ? path : best), [] as readonly string[]);
    const path = step.wait ? [...longest, id] : longest;
    open.delete(id);
    known.set(id, path);
    return path;
  };
  return until(goal);
}

/** Things done one after the other: the first needs `needs`, the last is what `id` stands for. */
export function chain(id: string, waits: readonly string[], needs: readonly string[]): Step[] {
  const steps: Step[] = [];
  let before = needs;
  for (const wait of waits) {
    const name = `${id} ${wait}`;
    steps.push({ id: name, needs: before, wait: true });
    before = [name];
  }
  return [...steps, { id, needs: before, wait: false }];
}
