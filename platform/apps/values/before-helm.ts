/** Helm waits as long as `deploy.timeout`; its hooks give up a little before, so that their words are the last. In seconds. */
const MARGIN = 30;

/** How long a hook may take, in seconds. */
export const beforeHelm = (timeout: number): number => Math.max(timeout - MARGIN, MARGIN);
