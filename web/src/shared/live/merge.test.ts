import { describe, expect, it } from 'vitest'
import type { Message } from '@/shared/api/types'
import { message, row } from '@/testing/fixtures'
import { emptyTimeline, mergeConversations, mergeLive, mergeMessages, mergePage } from './merge'

const ids = (messages: readonly Message[]) => messages.map(({ id }) => id)

describe('conversations', () => {
  const held = mergeConversations(new Map(), [row({ id: 1, version: 5 })])

  it('takes a newer row', () => {
    const merged = mergeConversations(held, [row({ id: 1, version: 6, unread: 2 })])
    expect(merged.get(1)?.conversation.unread).toBe(2)
  })

  it('ignores a late one, and then nothing has changed', () => {
    expect(mergeConversations(held, [row({ id: 1, version: 4, unread: 2 })])).toBe(held)
  })

  it('takes the newest of several, whatever their order', () => {
    const rows = [row({ id: 1, version: 8, unread: 8 }), row({ id: 1, version: 7, unread: 7 })]
    expect(mergeConversations(held, rows).get(1)?.conversation.unread).toBe(8)
    expect(mergeConversations(held, rows.reverse()).get(1)?.conversation.unread).toBe(8)
  })
})

describe('messages', () => {
  it('keeps the order of time, then of id', () => {
    const merged = mergeMessages(
      [],
      [message({ id: 3, at: 20 }), message({ id: 2, at: 10 }), message({ id: 1, at: 20 })],
    )
    expect(ids(merged)).toEqual([2, 1, 3])
  })

  it('is the same array when everything was held', () => {
    const held = [message({ id: 1 }), message({ id: 2 })]
    expect(mergeMessages(held, [message({ id: 2 })])).toBe(held)
  })

  it('never goes back from a newer state of delivery', () => {
    const held = [message({ id: 1, version: 9, delivery: 'read' })]
    expect(mergeMessages(held, [message({ id: 1, version: 8, delivery: 'sent' })])).toBe(held)
  })

  it('comes to one result for every order and repetition of the same changes', () => {
    const changes = Array.from({ length: 40 }, (_, index) =>
      message({ id: 1 + (index % 10), at: index % 10, version: index, text: `v${index}` }),
    )
    const expected = mergeMessages([], changes)
    for (let seed = 1; seed <= 50; seed += 1) {
      const mixed = shuffled([...changes, ...changes.slice(0, seed % 20)], seed)
      const merged = mixed.reduce<readonly Message[]>(
        (held, change) => mergeMessages(held, [change]),
        [],
      )
      expect(merged).toEqual(expected)
    }
  })
})

describe('a timeline', () => {
  const page = [message({ id: 10, at: 100 }), message({ id: 11, at: 110 })]
  const loaded = mergePage(emptyTimeline, page, false)

  it('keeps live messages that came before its page', () => {
    const early = mergeLive(emptyTimeline, [message({ id: 12, at: 120 })])
    expect(ids(mergePage(early, page, false).messages)).toEqual([10, 11, 12])
  })

  it('drops an early change of an old message: between it and the page there is a hole', () => {
    const early = mergeLive(emptyTimeline, [message({ id: 2, at: 20, delivery: 'read' })])
    expect(ids(mergePage(early, page, false).messages)).toEqual([10, 11])
  })

  it('does not take a live message older than what it holds', () => {
    expect(mergeLive(loaded, [message({ id: 2, at: 20 })])).toBe(loaded)
  })

  it('takes it when nothing older can be missing', () => {
    const whole = mergePage(emptyTimeline, page, true)
    expect(ids(mergeLive(whole, [message({ id: 2, at: 20 })]).messages)).toEqual([2, 10, 11])
  })

  it('puts older pages above and remembers the start', () => {
    const older = mergePage(loaded, [message({ id: 1, at: 10 })], true)
    expect(ids(older.messages)).toEqual([1, 10, 11])
    expect(older.reachedStart).toBe(true)
  })
})

/** A repeatable shuffle. */
function shuffled<T>(values: T[], seed: number): T[] {
  let state = seed
  const random = () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 2147483648
  }
  return values
    .map((value) => ({ value, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value)
}
