import { beforeEach, expect, test } from 'vitest'
import type { ConversationRow } from '@/shared/api/types'
import { row } from '@/testing/fixtures'
import { applyRows, dropRows, holdsAll, useLive } from './store'

const moves = () => useLive.getState().moves
const apply = (...conversations: ConversationRow[]) => applyRows({ conversations, messages: [] })
const taken = (before: ConversationRow): ConversationRow => {
  const { epoch, version } = before.conversation
  return {
    ...before,
    conversation: { ...before.conversation, epoch: epoch + 1, version: version + 1 },
  }
}

beforeEach(() => dropRows())

test('what this page changed counts as moved once, however often the stream repeats it', () => {
  const first = row()
  expect(holdsAll([first])).toBe(false)
  apply(first)
  expect(holdsAll([first])).toBe(true)
  const before = moves()
  const mine = taken(first)
  apply(mine)
  expect(moves()).toBe(before + 1)
  apply(mine)
  apply(first)
  expect(moves()).toBe(before + 1)
})

test('a new message moves nothing', () => {
  const first = row()
  apply(first)
  const before = moves()
  apply({ ...first, conversation: { ...first.conversation, unread: 3, version: 99 } })
  expect(moves()).toBe(before)
})
