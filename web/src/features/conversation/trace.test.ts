import { expect, it } from 'vitest'
import { handoffView } from './handoff'
import { traceView } from './trace'

const record = {
  events: [
    [{ event: 'turn' }, 0],
    [
      {
        event: 'outcome',
        outcome: {
          kind: 'hits',
          hits: [{ article: 'delivery', title: 'Доставка', text: '500 ₽', score: 0.9 }],
        },
      },
      20,
    ],
  ],
  trace: [
    { at: 100, what: { kind: 'turn', turn: 1, messages: [1] } },
    { at: 100, node: 'start', what: { kind: 'start' }, exit: 'next', to: 'intent' },
    {
      at: 110,
      node: 'intent',
      what: {
        kind: 'intent',
        intent: 'delivery',
        confidence: 0.9,
        model: 'small',
        usage: { input_tokens: 100, output_tokens: 2, cost_micros: 30 },
      },
      exit: 'next',
      to: 'search',
    },
    {
      at: 120,
      node: 'search',
      what: {
        kind: 'search',
        best: 0.9,
        hits: [
          { article: 'delivery', score: 0.9 },
          { article: 'unknown', score: 0.1 },
        ],
      },
      exit: 'next',
      to: 'answer',
    },
    {
      at: 150,
      node: 'answer',
      what: {
        kind: 'ai_response',
        confidence: 0.8,
        sources: ['delivery'],
        model: 'gpt',
        usage: { input_tokens: 10, output_tokens: 5, cost_micros: 1200 },
      },
      exit: 'next',
      to: 'end',
    },
  ],
}

it('reads path, intent, sources and model out of a turn', () => {
  const view = traceView(record)
  expect(view.steps.map(({ node }) => node)).toEqual(['start', 'intent', 'search', 'answer'])
  expect(view.intent).toEqual({ name: 'delivery', confidence: 0.9 })
  expect(view.hits).toEqual([
    { article: 'delivery', title: 'Доставка', text: '500 ₽', score: 0.9, cited: true },
    { article: 'unknown', title: 'unknown', text: null, score: 0.1, cited: false },
  ])
  expect(view.answer).toEqual({ confidence: 0.8 })
  expect(view.models).toEqual(['small', 'gpt'])
  expect(view.spent).toEqual({ inputTokens: 110, outputTokens: 7, costMicros: 1230 })
  expect(view.tookMs).toBe(50)
})

it('names a failure where it happened', () => {
  const view = traceView({
    trace: [
      {
        at: 1,
        node: 'answer',
        what: {
          kind: 'failed',
          failure: { code: 'timeout', message: 'Модель молчит' },
          usage: { input_tokens: 40, cost_micros: 5 },
        },
        exit: 'on_error',
        to: 'operator',
      },
      { at: 2, node: 'operator', what: { kind: 'handoff', reason: 'low_confidence' } },
    ],
  })
  expect(view.steps[0]).toMatchObject({ failure: 'Модель молчит', exit: 'on_error' })
  expect(view.handoff).toBe('low_confidence')
  expect(view.spent).toEqual({ inputTokens: 40, outputTokens: 0, costMicros: 5 })
})

it.each([
  null,
  'text',
  [],
  {},
  { trace: 'x' },
  { trace: [null, 1, { what: 7 }], events: [1, [null]] },
])('a record it does not know, %o, shows nothing and breaks nothing', (strange) =>
  expect(traceView(strange).steps).toEqual([]),
)

it('reads a handoff card, whatever is missing', () => {
  expect(handoffView(null)).toBeNull()
  expect(handoffView({ reason: 'asks_human' })).toMatchObject({ reason: 'asks_human', sources: [] })
  expect(
    handoffView({
      reason: 'low_confidence',
      variables: { city: 'Якутск', count: 2 },
      sources: [{ article: 'a', score: 0.3 }],
    }),
  ).toMatchObject({
    variables: [
      ['city', 'Якутск'],
      ['count', '2'],
    ],
    sources: [{ article: 'a', title: 'a', score: 0.3 }],
  })
})
