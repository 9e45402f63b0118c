/** The handoff card as the engine writes it (`engine/src/handoff.rs`); every part but the reason may be missing. */

export interface HandoffView {
  /** When it happened, UTC milliseconds; `null` = not recorded. */
  at: number | null
  reason: string
  failure: string | null
  summary: string | null
  question: string | null
  intent: string | null
  confidence: number | null
  variables: [name: string, value: string][]
  sources: { article: string; title: string; score: number | null }[]
}

type Fields = Record<string, unknown>

export function handoffView(card: unknown): HandoffView | null {
  if (!isFields(card)) return null
  return {
    at: number(card.at),
    reason: text(card.reason) ?? 'other',
    failure: isFields(card.failure) ? text(card.failure.message) : null,
    summary: text(card.summary),
    question: text(card.question),
    intent: text(card.intent),
    confidence: number(card.confidence),
    variables: isFields(card.variables)
      ? Object.entries(card.variables).map(([name, value]) => [name, shown(value)])
      : [],
    sources: (Array.isArray(card.sources) ? card.sources : []).filter(isFields).map((source) => ({
      article: text(source.article) ?? '',
      title: text(source.title) ?? text(source.article) ?? '',
      score: number(source.score),
    })),
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const shown = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)
