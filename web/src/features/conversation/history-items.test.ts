import { describe, expect, it } from 'vitest'
import { message, note } from '@/testing/fixtures'
import { type HandoffView, handoffView } from './handoff'
import { firstUnreadOf, historyItems } from './history-items'
import type { LocalMessage } from './outgoing'

const MINUTE = 60_000
const noon = new Date(2026, 4, 14, 12).getTime()
const local = (clientId: string): LocalMessage => ({
  clientId,
  conversationId: 1,
  content: { kind: 'text', text: 'Привет' },
  at: noon,
  seen: null,
  progress: null,
  error: null,
})
const kinds = (source: Partial<Parameters<typeof historyItems>[0]>) =>
  historyItems({
    messages: [],
    notes: [],
    local: [],
    reachedStart: false,
    firstUnread: null,
    handoff: null,
    ...source,
  }).map(({ kind }) => kind)

describe('what the history shows', () => {
  it('a heading for each day', () => {
    const messages = [
      message({ id: 1, at: noon - 24 * 60 * MINUTE }),
      message({ id: 2, at: noon }),
      message({ id: 3, at: noon + MINUTE }),
    ]
    expect(kinds({ messages, reachedStart: true })).toEqual([
      'start',
      'day',
      'message',
      'day',
      'message',
      'message',
    ])
  })

  it('the line above the first unread message', () => {
    const messages = [message({ id: 1, at: noon }), message({ id: 2, at: noon })]
    expect(kinds({ messages, firstUnread: 2 })).toEqual(['day', 'message', 'unread', 'message'])
  })

  it('the handoff where it happened', () => {
    const card = { ...handoffView({ reason: 'order' }), at: noon + MINUTE } as HandoffView
    const messages = [
      message({ id: 1, at: noon }),
      message({ id: 2, at: noon + 2 * MINUTE }),
      message({ id: 3, at: noon + 3 * MINUTE }),
    ]
    const items = historyItems({
      messages,
      notes: [],
      local: [],
      reachedStart: false,
      firstUnread: null,
      handoff: card,
    })
    expect(items.map(({ kind }) => kind)).toEqual([
      'day',
      'message',
      'handoff',
      'message',
      'message',
    ])
    expect(items.map((item) => item.kind === 'message' && item.joined)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ])
    expect(kinds({ handoff: card })).toEqual([])
    const above = { ...card, at: noon - MINUTE }
    expect(kinds({ messages, handoff: above })).not.toContain('handoff')
    expect(kinds({ messages, handoff: above, reachedStart: true })[1]).toBe('handoff')
    expect(kinds({ messages, handoff: { ...card, at: null } }).at(-1)).toBe('handoff')
  })

  it('notes where they were written, apart from the messages', () => {
    const messages = [
      message({ id: 1, at: noon }),
      message({ id: 2, at: noon + 2 * MINUTE }),
      message({ id: 3, at: noon + 3 * MINUTE }),
    ]
    const notes = [
      note({ id: 8, at: noon - 24 * 60 * MINUTE }),
      note({ id: 9, at: noon + MINUTE }),
      note({ id: 10, at: noon + 4 * MINUTE }),
    ]
    expect(kinds({ messages, notes })).toEqual([
      'day',
      'message',
      'note',
      'message',
      'message',
      'note',
    ])
    const whole = kinds({ messages, notes, reachedStart: true })
    expect(whole.slice(0, 4)).toEqual(['start', 'day', 'note', 'day'])
    expect(kinds({ notes, reachedStart: true })).toEqual([
      'start',
      'day',
      'note',
      'day',
      'note',
      'note',
    ])
    const items = historyItems({
      messages,
      notes,
      local: [],
      reachedStart: false,
      firstUnread: null,
      handoff: null,
    })
    expect(items.flatMap((item) => (item.kind === 'message' ? item.joined : []))).toEqual([
      false,
      false,
      true,
    ])
  })

  it('what this page has sent, until the server has it', () => {
    const accepted = message({ id: 1, at: noon, client_id: 'a' })
    expect(kinds({ messages: [accepted], local: [local('a'), local('b')] })).toEqual([
      'day',
      'message',
      'local',
    ])
    const keys = historyItems({
      messages: [accepted],
      notes: [],
      local: [],
      reachedStart: false,
      firstUnread: null,
      handoff: null,
    }).map(({ key }) => key)
    expect(keys).toContain('client-a')
  })

  it('one label for messages that belong together', () => {
    const by = (id: number, at: number, user_id: number) =>
      message({ id, at, author: { kind: 'operator', user_id } })
    const items = historyItems({
      messages: [
        by(1, noon, 7),
        by(2, noon + MINUTE, 7),
        by(3, noon + 2 * MINUTE, 8),
        by(4, noon + 30 * MINUTE, 8),
      ],
      notes: [],
      local: [],
      reachedStart: false,
      firstUnread: null,
      handoff: null,
    })
    expect(items.flatMap((item) => (item.kind === 'message' ? item.joined : []))).toEqual([
      false,
      true,
      false,
      false,
    ])
  })
})

it('counts unread messages from the end, the customer’s only', () => {
  const messages = [
    message({ id: 1 }),
    message({ id: 2 }),
    message({ id: 3, author: { kind: 'bot' } }),
    message({ id: 4 }),
  ]
  expect(firstUnreadOf(messages, 2)).toBe(2)
  expect(firstUnreadOf(messages, 0)).toBeNull()
  expect(firstUnreadOf(messages, 9)).toBe(1)
})
