/** Which rows a list shows and in what order: the same rules as the server's. */
import type { Assignee } from '@/shared/api/endpoints'
import type { ConversationRow, Id, ListSort, ListStatus, Tab } from '@/shared/api/types'
import type { Conversations } from './merge'

export interface ListFilter {
  tab: Tab
  /** Empty = all. */
  accounts: readonly Id[]
  me: Id
  status?: ListStatus | undefined
  assignee?: Assignee | undefined
  channel?: string | undefined
  sort?: ListSort | undefined
}

/** Place of a row in a list. */
export interface Place {
  /** Begin of the wait, where those who wait come first and this one does. */
  waiting: number | null
  at: number
  id: Id
}

export function placeOf({ conversation }: ConversationRow, sort?: ListSort): Place {
  const { last_at: at, waiting_since, id } = conversation
  return { waiting: sort === 'waiting' ? waiting_since : null, at, id }
}

/** Negative when `a` stands above `b`: who waits longest, then the latest message. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.waiting !== null && b.waiting !== null) return a.waiting - b.waiting || a.id - b.id
  if (a.waiting !== null || b.waiting !== null) return a.waiting === null ? 1 : -1
  return b.at - a.at || b.id - a.id
}

type Row = ConversationRow['conversation']

const isOpen = ({ status, snoozed_until }: Row) => status !== 'closed' && snoozed_until === null

const IS: Record<Tab | ListStatus, (row: Row, me: Id) => boolean> = {
  all: () => true,
  closed: ({ status }) => status === 'closed',
  snoozed: ({ status, snoozed_until }) => status !== 'closed' && snoozed_until !== null,
  bot: (row) => isOpen(row) && row.owner.kind === 'bot',
  queue: (row) => isOpen(row) && row.owner.kind === 'queue',
  mine: (row, me) => isOpen(row) && isLedBy(row, me),
  operator: (row) => isOpen(row) && row.owner.kind !== 'bot',
  waiting: (row) => isOpen(row) && row.waiting_since !== null,
}

const isLedBy = ({ owner }: Row, user: Id) => owner.kind === 'operator' && owner.user_id === user

export function matches({ conversation, account }: ConversationRow, filter: ListFilter): boolean {
  const { accounts, tab, status, assignee, channel, me } = filter
  if (accounts.length > 0 && !accounts.includes(conversation.account_id)) return false
  if (channel !== undefined && account.channel !== channel) return false
  if (!IS[tab](conversation, me)) return false
  if (status !== undefined && !IS[status](conversation, me)) return false
  if (assignee === undefined) return true
  // Who leads is a question about what goes on, unless something else is asked for.
  if (tab === 'all' && status === undefined && !isOpen(conversation)) return false
  if (assignee === 'nobody') return conversation.owner.kind === 'queue'
  return isLedBy(conversation, assignee === 'me' ? me : assignee)
}

/** The tab an open conversation stands in; `null` = led by a colleague. */
export function tabOfOwner(
  owner: ConversationRow['conversation']['owner'],
  me: Id,
): 'bot' | 'mine' | 'queue' | null {
  if (owner.kind === 'operator') return owner.user_id === me ? 'mine' : null
  return owner.kind
}

/**
 * The rows of a list that was read down to `lowest` (`null` = to its end). Rows below it are held
 * too, by the stream, but showing them would hide what lies between.
 */
export function selectRows(
  held: Conversations,
  filter: ListFilter,
  lowest: Place | null,
): ConversationRow[] {
  const rows: ConversationRow[] = []
  for (const row of held.values()) {
    if (!matches(row, filter)) continue
    if (lowest !== null && comparePlaces(placeOf(row, filter.sort), lowest) > 0) continue
    rows.push(row)
  }
  return rows.sort((a, b) => comparePlaces(placeOf(a, filter.sort), placeOf(b, filter.sort)))
}
