/** Which rows a list shows and in what order: the same rules as the server's. */
import type { ConversationRow, Id, Tab } from '@/shared/api/types'
import type { Conversations } from './merge'

export interface ListFilter {
  tab: Tab
  /** Empty = all. */
  accounts: readonly Id[]
  me: Id
}

/** Place of a row in a list sorted newest first. */
export interface Place {
  at: number
  id: Id
}

export function placeOf({ conversation }: ConversationRow): Place {
  return { at: conversation.last_message?.at ?? conversation.created_at, id: conversation.id }
}

/** Negative when `a` stands above `b`. */
export const comparePlaces = (a: Place, b: Place): number => b.at - a.at || b.id - a.id

export function matches({ conversation }: ConversationRow, filter: ListFilter): boolean {
  if (filter.accounts.length > 0 && !filter.accounts.includes(conversation.account_id)) return false
  if (filter.tab === 'all') return true
  if (filter.tab === 'closed') return conversation.status === 'closed'
  return (
    conversation.status !== 'closed' && tabOfOwner(conversation.owner, filter.me) === filter.tab
  )
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
    if (lowest !== null && comparePlaces(placeOf(row), lowest) > 0) continue
    rows.push(row)
  }
  return rows.sort((a, b) => comparePlaces(placeOf(a), placeOf(b)))
}
