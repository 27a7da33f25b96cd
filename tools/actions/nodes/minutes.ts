/** A time in milliseconds, in words: `10 minutes`. */
export const minutes = (milliseconds: number): string => `${Math.round(milliseconds / 6_000) / 10} minutes`;
