/**
 * @peculiar/x509 gets its algorithms from tsyringe, which will not load without a metadata polyfill. No class that
 * it resolves has constructor parameters or tokens, so "no metadata" is the right answer to all it asks.
 *
 * @see https://github.com/PeculiarVentures/x509#-reflect-polyfill-required
 */
const nothing = () => undefined;
Object.assign(Reflect, { getMetadata: nothing, getOwnMetadata: nothing });
