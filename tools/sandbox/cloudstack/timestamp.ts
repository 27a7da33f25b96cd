/** CloudStack's form of a time, `2026-01-01T00:00:00+0000`; the provider's data sources cannot read a `Z`. */
export function timestamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "+0000");
}
