/** What pages keep in the address; anything malformed falls back quietly. */
import type { Assignee } from '@/shared/api/endpoints'
import type { Id, ListStatus, Tab } from '@/shared/api/types'

export interface InboxSearch {
  tab?: Tab
  chat?: Id
  /** The message to show of the chat. */
  message?: Id
  /** Comma-separated account ids; absent = all. */
  accounts?: string
  status?: ListStatus
  assignee?: Assignee
  channel?: string
  sort?: 'waiting'
  q?: string
}

export interface LoginSearch {
  next?: string
  expired?: boolean
}

const TABS: readonly Tab[] = ['bot', 'mine', 'queue', 'snoozed', 'closed', 'all']
const STATUSES: readonly ListStatus[] = ['waiting', 'bot', 'operator', 'closed', 'snoozed']

export function inboxSearch(search: Record<string, unknown>): InboxSearch {
  return {
    tab: TABS.find((tab) => tab === search.tab),
    chat: idOf(search.chat),
    message: idOf(search.message),
    accounts: accountsOf(String(search.accounts ?? '')).join(',') || undefined,
    status: STATUSES.find((status) => status === search.status),
    assignee:
      search.assignee === 'me' || search.assignee === 'nobody'
        ? search.assignee
        : idOf(search.assignee),
    channel: typeof search.channel === 'string' ? search.channel || undefined : undefined,
    sort: search.sort === 'waiting' ? 'waiting' : undefined,
    q: typeof search.q === 'string' || typeof search.q === 'number' ? String(search.q) : undefined,
  }
}

export function loginSearch(search: Record<string, unknown>): LoginSearch {
  return {
    next: typeof search.next === 'string' && isOwnPath(search.next) ? search.next : undefined,
    expired: search.expired === true || undefined,
  }
}

export const accountsOf = (text: string | undefined): Id[] =>
  (text ?? '').split(',').flatMap((part) => idOf(part) ?? [])

function idOf(value: unknown): Id | undefined {
  const id = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined
}

/** A foreign address here would turn the login into a springboard. */
const isOwnPath = (path: string): boolean => /^\/(?![/\\])/u.test(path)
