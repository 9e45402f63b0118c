/** Reads the record of a turn (`engine/src/record.rs`, `trace.rs`) into what the panel shows. */

export interface TraceStep {
  node: string
  kind: string
  exit: string | null
  to: string | null
  failure: string | null
}

export interface TraceHit {
  article: string
  title: string
  text: string | null
  score: number
  cited: boolean
}

export interface TraceView {
  steps: TraceStep[]
  intent: { name: string | null; confidence: number } | null
  hits: TraceHit[]
  searched: boolean
  answer: { confidence: number } | null
  handoff: string | null
  /** Every model that was asked, in order. */
  models: string[]
  /** All calls together, those of refused answers too. */
  spent: Spent
  /** From the first to the last entry, milliseconds. */
  tookMs: number | null
}

export interface Spent {
  inputTokens: number
  outputTokens: number
  /** Millionths of a US dollar. */
  costMicros: number
}

type Fields = Record<string, unknown>

export function traceView(record: unknown): TraceView {
  const entries = list(fields(record).trace)
  const found = foundPassages(record)
  const view: TraceView = {
    steps: [],
    intent: null,
    hits: [],
    searched: false,
    answer: null,
    handoff: null,
    models: [],
    spent: { inputTokens: 0, outputTokens: 0, costMicros: 0 },
    tookMs: null,
  }
  const cited = new Set<string>()
  for (const entry of entries) {
    const what = fields(entry.what)
    const kind = text(what.kind) ?? 'unknown'
    if (text(entry.node) !== null) view.steps.push(stepOf(entry, what, kind))
    addCall(view, what)
    if (kind === 'intent') {
      view.intent = {
        name: text(what.intent),
        confidence: number(what.confidence) ?? 0,
      }
    } else if (kind === 'search') {
      view.searched = true
      view.hits = list(what.hits).map((hit) => hitOf(hit, found))
    } else if (kind === 'ai_response') {
      for (const source of texts(what.sources)) cited.add(source)
      view.answer = { confidence: number(what.confidence) ?? 0 }
    } else if (kind === 'handoff') {
      view.handoff = text(what.reason)
    }
  }
  view.hits = view.hits.map((hit) => ({ ...hit, cited: cited.has(hit.article) }))
  view.tookMs = span(entries)
  return view
}

function stepOf(entry: Fields, what: Fields, kind: string): TraceStep {
  return {
    node: text(entry.node) ?? '',
    kind,
    exit: text(entry.exit),
    to: text(entry.to),
    failure: kind === 'failed' ? text(fields(what.failure).message) : null,
  }
}

function hitOf(hit: Fields, found: Map<string, Fields>): TraceHit {
  const article = text(hit.article) ?? ''
  const passage = found.get(article)
  return {
    article,
    title: text(passage?.title) ?? article,
    text: text(passage?.text),
    score: number(hit.score) ?? 0,
    cited: false,
  }
}

/** The trace names articles only; their titles and passages came with the events. */
function foundPassages(record: unknown): Map<string, Fields> {
  const passages = new Map<string, Fields>()
  const { events } = fields(record)
  if (!Array.isArray(events)) return passages
  for (const pair of events) {
    const outcome = fields(fields(Array.isArray(pair) ? pair[0] : null).outcome)
    for (const hit of list(outcome.hits)) {
      const article = text(hit.article)
      if (article !== null && !passages.has(article)) passages.set(article, hit)
    }
  }
  return passages
}

function span(entries: readonly Fields[]): number | null {
  const first = number(entries[0]?.at)
  const last = number(entries.at(-1)?.at)
  return first === null || last === null ? null : last - first
}

function addCall({ models, spent }: TraceView, what: Fields): void {
  const model = text(what.model)
  if (model !== null && !models.includes(model)) models.push(model)
  const usage = fields(what.usage)
  spent.inputTokens += number(usage.input_tokens) ?? 0
  spent.outputTokens += number(usage.output_tokens) ?? 0
  spent.costMicros += number(usage.cost_micros) ?? 0
}

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fields) : [])
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
