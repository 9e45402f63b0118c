/** When everything happens, and in which order. */

export const NOW = Date.parse('2026-05-14T14:05:00+03:00')
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

let version = 100
export const nextVersion = () => ++version
