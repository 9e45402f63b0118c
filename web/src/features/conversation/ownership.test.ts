import { expect, it } from 'vitest'
import type { Owner } from '@/shared/api/types'
import { row } from '@/testing/fixtures'
import { leaderOf, leadsHere, switchOf } from './ownership'

const ME = 7

it.each<[Owner, string | null, string, 'take' | 'hand_back', boolean]>([
  [{ kind: 'bot' }, null, 'bot', 'take', false],
  [{ kind: 'queue' }, null, 'queue', 'take', false],
  [{ kind: 'operator', user_id: ME }, 'Анна', 'me', 'hand_back', true],
  [{ kind: 'operator', user_id: 8 }, 'Игорь', 'colleague', 'hand_back', false],
])('%o: one leader, one button', (owner, name, leader, action, mine) => {
  const held = row({ owner }, { owner_name: name })
  expect(leaderOf(owner, name, ME).kind).toBe(leader)
  expect(switchOf(held.conversation)).toBe(action)
  expect(leadsHere(held, ME)).toBe(mine)
})
