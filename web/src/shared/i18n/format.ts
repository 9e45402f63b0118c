/** Numbers, dates and spans of time in the user's language. `now` is given, so that tests can choose it. */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export type Language = 'ru' | 'en'

const locales: Record<Language, string> = { ru: 'ru-RU', en: 'en-GB' }
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options)
  let made = formatters.get(key)
  if (made === undefined) {
    made = new Intl.DateTimeFormat(locales[language], options)
    formatters.set(key, made)
  }
  return made
}

/** `14:05` */
export const clock = (language: Language, at: number): string =>
  formatter(language, { hour: '2-digit', minute: '2-digit' }).format(at)

/** `12 мая 2026 г. в 14:05:09`, for tooltips. */
export const fullDate = (language: Language, at: number): string =>
  formatter(language, { dateStyle: 'long', timeStyle: 'medium' }).format(at)

/** Day and time without seconds: «15 мая, 09:00». */
export const moment = (language: Language, at: number): string =>
  formatter(language, {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at)

/** Today the time, then «вчера», the weekday within a week, else the date. */
export function listTime(language: Language, at: number, now: number): string {
  const days = dayNumber(now) - dayNumber(at)
  if (days <= 0) return clock(language, at)
  if (days === 1) return relativeDay(language, -1)
  if (days < 7) return formatter(language, { weekday: 'short' }).format(at)
  return formatter(language, { day: '2-digit', month: '2-digit', year: '2-digit' }).format(at)
}

/** Heading above the messages of a day: «Сегодня», «Вчера», «12 мая», «12 мая 2025 г.». */
export function dayHeading(language: Language, at: number, now: number): string {
  const days = dayNumber(now) - dayNumber(at)
  if (days === 0 || days === 1) return capitalise(relativeDay(language, -days))
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return formatter(language, {
    day: 'numeric',
    month: 'long',
    year: sameYear ? undefined : 'numeric',
  }).format(at)
}

export const sameDay = (a: number, b: number): boolean => dayNumber(a) === dayNumber(b)

/** `7 мин`, `2 ч`, `3 д.`: rounded down, at least a minute. */
export function span(language: Language, ms: number): string {
  const [value, unit] =
    ms < HOUR
      ? ([Math.max(1, Math.floor(ms / MINUTE)), 'minute'] as const)
      : ms < DAY
        ? ([Math.floor(ms / HOUR), 'hour'] as const)
        : ([Math.floor(ms / DAY), 'day'] as const)
  return new Intl.NumberFormat(locales[language], {
    style: 'unit',
    unit,
    unitDisplay: 'short',
  }).format(value)
}

/** `87 %` of a share between 0 and 1. */
export const percent = (language: Language, share: number): string =>
  new Intl.NumberFormat(locales[language], { style: 'percent', maximumFractionDigits: 0 }).format(
    share,
  )

/** `1 250,5` */
export const decimal = (language: Language, value: number, digits = 2): string =>
  new Intl.NumberFormat(locales[language], { maximumFractionDigits: digits }).format(value)

function relativeDay(language: Language, days: number): string {
  return new Intl.RelativeTimeFormat(locales[language], { numeric: 'auto' }).format(days, 'day')
}

/** Days since an arbitrary start, counted in the user's time zone. */
function dayNumber(at: number): number {
  const date = new Date(at)
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY)
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `0,0012 $` from millionths of a dollar: small sums keep two digits that say something. */
export const dollars = (language: Language, micros: number): string =>
  new Intl.NumberFormat(locales[language], {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    ...(micros > 0 && micros < 1_000_000 ? { maximumSignificantDigits: 2 } : {}),
  }).format(micros / 1_000_000)
