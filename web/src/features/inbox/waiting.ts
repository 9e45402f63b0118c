export type WaitingLevel = 'calm' | 'soon' | 'late'

const SOON_MS = 5 * 60_000
const LATE_MS = 15 * 60_000

/** How urgent a customer's wait is. */
export function waitingLevel(waitedMs: number): WaitingLevel {
  if (waitedMs >= LATE_MS) return 'late'
  return waitedMs >= SOON_MS ? 'soon' : 'calm'
}
