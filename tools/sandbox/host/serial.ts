/**
 * Runs work about one subject strictly in the order it was asked for; different subjects do not wait for each
 * other. A failure reaches its own caller only.
 */
export function serialBySubject(): <T>(subject: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (subject, work) => {
    const result = (last.get(subject) ?? Promise.resolve()).then(work);
    const settled = result.then(
      () => {},
      () => {},
    );
    last.set(subject, settled);
    void settled.then(() => {
      if (last.get(subject) === settled) last.delete(subject);
    });
    return result;
  };
}
