import type { Day } from './days.ts';

const dayFormat = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const monthFormat = new Intl.DateTimeFormat(undefined, { month: 'short', timeZone: 'UTC' });
const weekdayFormat = new Intl.DateTimeFormat(undefined, { weekday: 'short', timeZone: 'UTC' });
const instantFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const relativeFormat = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const numberFormat = new Intl.NumberFormat();
const degreeFormat = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const shareFormat = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });

export function formatDay(day: Day): string {
  return dayFormat.format(new Date(`${day}T00:00:00Z`));
}

export function formatMonth(day: Day): string {
  return monthFormat.format(new Date(`${day}T00:00:00Z`));
}

/** Short name of a weekday, 1 Monday .. 7 Sunday. */
export function formatWeekday(weekday: number): string {
  return weekdayFormat.format(new Date(Date.UTC(2024, 0, weekday)));
}

/** An instant in the viewer's zone. */
export function formatInstant(instant: string): string {
  return instantFormat.format(new Date(instant));
}

/** An instant as its author's clock showed it: `2026-03-01 23:10 +02:00`. */
export function formatAtOffset(instant: string, offsetMinutes: number): string {
  const local = new Date(Date.parse(instant) + offsetMinutes * 60_000).toISOString();
  const hours = String(Math.floor(Math.abs(offsetMinutes) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offsetMinutes) % 60).padStart(2, '0');
  return `${local.slice(0, 10)} ${local.slice(11, 16)} ${offsetMinutes < 0 ? '-' : '+'}${hours}:${minutes}`;
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** "3 weeks ago", in the largest unit that is at least one. */
export function formatAgo(instant: string, now: Date): string {
  const seconds = (Date.parse(instant) - now.getTime()) / 1000;
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relativeFormat.format(Math.round(seconds / size), unit);
  }
  return relativeFormat.format(0, 'second');
}

export function formatCount(count: number): string {
  return numberFormat.format(count);
}

/** 0..1 as a whole percentage; what is above zero never reads as 0 %. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.005) return `<${shareFormat.format(0.01)}`;
  if (share < 1 && share >= 0.995) return `>${shareFormat.format(0.99)}`;
  return shareFormat.format(share);
}

/** A degree of authorship, with one decimal; it has no unit. */
export function formatDegree(degree: number): string {
  return degreeFormat.format(degree);
}
