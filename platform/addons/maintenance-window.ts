import type { PlatformConfig } from "../config/platform-config.gen.ts";

/** When something may disturb nodes: the table `window` of an addon. */
export type MaintenanceWindow = PlatformConfig["addons"]["kured"]["window"];

const DAY = 24 * 60;

const minuteOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
};

/** The stretches of a day that a window covers, in minutes, the last one included. Past midnight there are two. */
function stretches({ start, end }: MaintenanceWindow): readonly (readonly [number, number])[] {
  const [first, last] = [minuteOf(start), minuteOf(end)];
  return first <= last
    ? [[first, last]]
    : [
        [first, DAY - 1],
        [0, last],
      ];
}

/** How long a window is, in minutes. */
export function minutesIn({ start, end }: MaintenanceWindow): number {
  return ((minuteOf(end) - minuteOf(start) + DAY) % DAY) + 1;
}

/**
 * Whether two windows in the same time zone share a minute. Those who keep them look at the day of the week first and at
 * the time of day then, so a window past midnight has both its parts on each of its days.
 *
 * @see https://github.com/kubereboot/kured/blob/1.23.0/pkg/timewindow/timewindow.go system-upgrade-controller has it, too
 */
export function overlap(one: MaintenanceWindow, other: MaintenanceWindow): boolean {
  return (
    one.days.some((day) => other.days.includes(day)) &&
    stretches(one).some(([first, last]) =>
      stretches(other).some(([otherFirst, otherLast]) => first <= otherLast && otherFirst <= last),
    )
  );
}
