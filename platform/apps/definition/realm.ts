// JavaScript for the realm that a loco.ts runs in. As text, because a function of ours would bring ours along.

/** Takes away what would make the same file another app at another time. */
export const BEFORE = `
"use strict";
{
  const gone = (what) => function () {
    throw new Error(what + " is not there: the same file must always be the same app");
  };
  globalThis.Date = gone("Date");
  Math.random = gone("Math.random");
  delete globalThis.Intl;
  delete globalThis.WeakRef;
  delete globalThis.FinalizationRegistry;
}`;

/** Gives the default export of a module as JSON of { value } or { problem }; what TOML could not say is a problem. */
export const collect = (module: string): string => `
"use strict";
{
  const KEY = /^[A-Za-z0-9_-]+$/;
  const name = (path) => path
    .map((part, i) => typeof part === "number" ? "[" + part + "]"
      : (i === 0 ? "" : ".") + (KEY.test(part) ? part : JSON.stringify(part)))
    .join("");
  const around = [];
  const plain = (value, path) => {
    const type = typeof value;
    if (value === undefined || type === "string" || type === "boolean") return value;
    if (type === "number" && Number.isFinite(value)) return value;
    const is = path.length === 0 ? "its default export" : name(path);
    if (value === null) throw is + " is null; leave it out or write undefined";
    if (typeof value.then === "function") throw is + " is a promise; write its value";
    const like = type === "object" ? Object.getPrototypeOf(value) : undefined;
    if (!Array.isArray(value) && like !== Object.prototype && like !== null)
      throw is + " is a " + (type === "object" ? "value" : type) + " that cannot be written in a loco.toml: " + String(value).slice(0, 40);
    if (around.includes(value)) throw is + " holds itself";
    around.push(value);
    const copy = Array.isArray(value)
      ? Array.from(value, (each, i) => {
          if (each === undefined) throw name([...path, i]) + " is undefined";
          return plain(each, [...path, i]);
        })
      : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each, [...path, key])]));
    around.pop();
    return copy;
  };
  let result;
  try {
    const app = ${module}?.default;
    if (app === undefined) throw "has no default export: write export default defineApp({ ... })";
    const value = plain(app, []);
    if (typeof value !== "object" || Array.isArray(value))
      throw "its default export is no app: write export default defineApp({ ... })";
    result = { value };
  } catch (problem) {
    if (typeof problem !== "string") throw problem;
    result = { problem };
  }
  JSON.stringify(result);
}`;
