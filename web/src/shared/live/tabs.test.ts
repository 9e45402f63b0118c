import { describe, expect, it } from 'vitest'
import type { Conversation, ConversationRow, ListSort, Tab } from '@/shared/api/types'
import { row } from '@/testing/fixtures'
import { type ListFilter, matches, type Place, placeOf, selectRows } from './tabs'

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
    [{ owner: { kind: 'bot' }, snoozed_until: 9 }, ['snoozed', 'all']],
  ])('%o', (conversation, expected) => {
    const tabs: Tab[] = ['bot', 'mine', 'queue', 'snoozed', 'closed', 'all']
    expect(tabs.filter((tab) => inTab(tab, conversation))).toEqual(expected)
  })

  it('follows the chosen accounts', () => {
    expect(inTab('all', { account_id: 10 }, [10, 11])).toBe(true)
    expect(inTab('all', { account_id: 12 }, [10, 11])).toBe(false)
  })
})

describe('filters narrow a tab', () => {
  const mine = row({ owner: { kind: 'operator', user_id: ME }, waiting_since: 5 })
  const queue = row({ owner: { kind: 'queue' } })
  const closed = row({ owner: { kind: 'operator', user_id: ME }, status: 'closed' })
  const off = row({ owner: { kind: 'operator', user_id: ME }, snoozed_until: 9 })
  it.each<[Partial<ListFilter>, ConversationRow[]]>([
    [{ status: 'waiting' }, [mine]],
    [{ status: 'operator' }, [mine, queue]],
    [{ status: 'bot' }, []],
    [{ assignee: 'me' }, [mine]],
    [{ assignee: ME, status: 'closed' }, [closed]],
    [{ assignee: 'me', status: 'snoozed' }, [off]],
    [{ assignee: 'nobody' }, [queue]],
    [{ assignee: 8 }, []],
    [{ channel: 'avito' }, [mine, queue, closed, off]],
    [{ channel: 'telegram' }, []],
  ])('%o', (filter, expected) => {
    const all = { tab: 'all', accounts: [], me: ME, ...filter } as const
    expect([mine, queue, closed, off].filter((one) => matches(one, all))).toEqual(expected)
  })
})

describe('the rows of a list', () => {
  const at = (id: number, time: number) =>
    row({ id, last_message: { id, author: { kind: 'contact' }, text: '', at: time } })
  const held = new Map(
    [at(1, 100), at(2, 300), at(3, 200)].map((row) => [row.conversation.id, row]),
  )
  const filter = { tab: 'bot', accounts: [], me: ME } as const
  const shown = (lowest: Place | null) =>
    selectRows(held, filter, lowest).map((row) => row.conversation.id)

  it('are newest first', () => expect(shown(null)).toEqual([2, 3, 1]))

  it('end where reading ended: below it something may be missing', () => {
    expect(shown(placeOf(at(3, 200)))).toEqual([2, 3])
  })

  it('who waits longest comes first where that is asked for, the others behind', () => {
    const waits = (id: number, since: number | null) =>
      row({ id, last_at: id, waiting_since: since })
    const rows = [waits(1, null), waits(2, 50), waits(3, null), waits(4, 20)]
    const all = new Map<number, ConversationRow>(rows.map((one) => [one.conversation.id, one]))
    const ids = (sort: ListSort, lowest: Place | null = null) =>
      selectRows(all, { ...filter, sort }, lowest).map(({ conversation }) => conversation.id)
    expect(ids('waiting')).toEqual([4, 2, 3, 1])
    expect(ids('newest')).toEqual([4, 3, 2, 1])
    expect(ids('waiting', placeOf(waits(2, 50), 'waiting'))).toEqual([4, 2])
  })
})
