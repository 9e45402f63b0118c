import { describe, expect, it } from 'vitest'
import type { Conversation, Tab } from '@/shared/api/types'
import { row } from '@/testing/fixtures'
import { matches, placeOf, selectRows } from './tabs'

const ME = 7
const inTab = (tab: Tab, conversation: Partial<Conversation>, accounts: number[] = []) =>
  matches(row(conversation), { tab, accounts, me: ME })

describe('which tab a conversation stands in', () => {
  it.each<[Partial<Conversation>, Tab[]]>([
    [{ owner: { kind: 'bot' } }, ['bot', 'all']],
    [{ owner: { kind: 'queue' } }, ['queue', 'all']],
    [{ owner: { kind: 'operator', user_id: ME } }, ['mine', 'all']],
    [{ owner: { kind: 'operator', user_id: 8 } }, ['all']],
    [{ owner: { kind: 'bot' }, status: 'closed' }, ['closed', 'all']],
  ])('%o', (conversation, expected) => {
    const tabs: Tab[] = ['bot', 'mine', 'queue', 'closed', 'all']
    expect(tabs.filter((tab) => inTab(tab, conversation))).toEqual(expected)
  })

  it('follows the chosen accounts', () => {
    expect(inTab('all', { account_id: 10 }, [10, 11])).toBe(true)
    expect(inTab('all', { account_id: 12 }, [10, 11])).toBe(false)
  })
})

describe('the rows of a list', () => {
  const at = (id: number, time: number) =>
    row({ id, last_message: { id, author: { kind: 'contact' }, text: '', at: time } })
  const held = new Map(
    [at(1, 100), at(2, 300), at(3, 200)].map((row) => [row.conversation.id, row]),
  )
  const filter = { tab: 'bot', accounts: [], me: ME } as const
  const shown = (lowest: { at: number; id: number } | null) =>
    selectRows(held, filter, lowest).map((row) => row.conversation.id)

  it('are newest first', () => expect(shown(null)).toEqual([2, 3, 1]))

  it('end where reading ended: below it something may be missing', () => {
    expect(shown(placeOf(at(3, 200)))).toEqual([2, 3])
  })

  it('a conversation without messages stands by its beginning', () => {
    expect(placeOf(row({ id: 9, created_at: 55 }))).toEqual({ at: 55, id: 9 })
  })
})
