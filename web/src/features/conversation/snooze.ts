/** When a conversation that is put off comes back; in the operator's own time. */

const HOUR_MS = 3_600_000
const MORNING = 9

export const inAnHour = (now: number): number => now + HOUR_MS

/** Nine o'clock of the next day. */
export function tomorrowMorning(now: number): number {
  const day = new Date(now)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, MORNING).getTime()
}

/** As a field for date and time wants it: `2026-05-14T09:00`. */
export function fieldValue(at: number): string {
  const day = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const date = `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
  return `${date}T${two(day.getHours())}:${two(day.getMinutes())}`
}

/** The time a field holds; `null` while it is not a time to come. */
export function timeOf(value: string, now: number): number | null {
  const at = new Date(value).getTime()
  return Number.isNaN(at) || at <= now ? null : at
}
