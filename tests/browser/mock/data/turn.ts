import { DAY, MINUTE, NOW } from './clock'

const at = NOW - DAY - 39 * MINUTE
const entry = (ms: number, node: string, what: object, exit = 'next', to?: string) => ({
  at: at + ms,
  node,
  what,
  exit,
  to,
})

/** The record of a turn as the engine writes it. */
export const turn = {
  id: 501,
  conversation_id: 11,
  flow_id: 'support',
  record: {
    flow_hash: 'a1b2c3',
    state_before: {},
    events: [
      [
        {
          event: 'outcome',
          id: 't1.1',
          outcome: {
            kind: 'hits',
            best: 0.91,
            hits: [
              {
                article: 'delivery/russia',
                version: '1',
                title: 'Доставка по России',
                category: 'delivery',
                text: 'Отправляем через СДЭК и ПЭК. До терминала — 500 ₽.',
                score: 0.91,
              },
              {
                article: 'payment/prepay',
                version: '1',
                title: 'Оплата и предоплата',
                category: 'payment',
                text: 'Работаем по 100 % предоплате.',
                score: 0.44,
              },
            ],
          },
        },
        at + 40,
      ],
    ],
    trace: [
      { at, what: { kind: 'turn', turn: 1, messages: [101] } },
      entry(0, 'start', { kind: 'start' }, 'next', 'context'),
      entry(0, 'context', { kind: 'context', messages: 20 }, 'next', 'intent'),
      entry(
        12,
        'intent',
        {
          kind: 'intent',
          effect: 't1.0',
          intent: 'delivery',
          confidence: 0.94,
          model: 'openai/gpt-5-mini',
          usage: { input_tokens: 412, output_tokens: 8, cost_micros: 118 },
        },
        'next',
        'sure',
      ),
      entry(12, 'sure', { kind: 'confidence', of: 'intent', value: 0.94 }, 'levels[0]', 'search'),
      entry(
        40,
        'search',
        {
          kind: 'search',
          effect: 't1.1',
          best: 0.91,
          hits: [
            { article: 'delivery/russia', version: '1', score: 0.91 },
            { article: 'payment/prepay', version: '1', score: 0.44 },
          ],
        },
        'next',
        'found',
      ),
      entry(
        40,
        'found',
        { kind: 'condition', read: [{ name: 'search.best', value: 0.91 }] },
        'branches[0]',
        'answer',
      ),
      entry(
        96,
        'answer',
        {
          kind: 'ai_response',
          effect: 't1.2',
          mode: 'answer',
          confidence: 0.9,
          sources: ['delivery/russia'],
          send: 't1.3',
          model: 'openai/gpt-5-mini',
          usage: { input_tokens: 1200, output_tokens: 90, cost_micros: 1122 },
        },
        'next',
        'end',
      ),
      entry(96, 'end', { kind: 'end' }, undefined),
    ],
  },
}

export const recordedDialog = 'dialog: Доставка по России\nflow: support\n'

export const draft = {
  text: 'Отправим СДЭК, до терминала — 500 ₽.',
  confidence: 0.87,
  sources: [
    {
      article: 'delivery/russia',
      title: 'Доставка по России',
      text: 'Отправляем через СДЭК и ПЭК. До терминала — 500 ₽.',
      score: 0.91,
      cited: true,
    },
  ],
  model: 'builtin',
}
