/** Where apps look for what they must know of their platform. */
export const PUBLISHED = { namespace: "loco-system", name: "platform", key: "platform.json" } as const;
