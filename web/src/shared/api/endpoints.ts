/** Every call the page makes; paths, parameters and answers are checked against `schemas/openapi.json`. */
import { client, data } from './http'
import type {
  AccountChange,
  DropReason,
  ExportFormat,
  Id,
  Lang,
  ListSort,
  ListStatus,
  NewAccount,
  PauseScope,
  PushRequest,
  QuickReplyContent,
  QuickReplyEdit,
  Stance,
  Tab,
} from './types'

export interface ConversationQuery {
  tab: Tab
  /** Empty = every account the user may see. */
  accounts: readonly Id[]
  status?: ListStatus
  /** `me`, `nobody`, or a colleague. */
  assignee?: Assignee
  channel?: string
  sort?: ListSort
}

export type Assignee = 'me' | 'nobody' | Id

/** What narrows a search; days as `2026-05-14`, in the user's time zone, both included. */
export interface SearchFilter {
  ledBy?: 'bot' | 'operator'
  from?: string
  to?: string
}

const PAGE = 50
const CHANGES_PAGE = 500

const of = (id: Id) => ({ params: { path: { id } } })

export const api = {
  login: (login: string, password: string) =>
    data(client.POST('/api/v1/login', { body: { login, password } })),
  logout: () => data(client.POST('/api/v1/logout')),
  look: (looking: boolean) => data(client.POST('/api/v1/me/look', { body: { looking } })),
  push: (signal: AbortSignal) => data(client.GET('/api/v1/push', { signal })),
  joinPush: (body: PushRequest) => data(client.POST('/api/v1/push/subscriptions', { body })),
  leavePush: (id: Id) => data(client.DELETE('/api/v1/push/subscriptions/{id}', of(id))),
  telegram: (signal: AbortSignal) => data(client.GET('/api/v1/telegram', { signal })),
  testTelegram: () => data(client.POST('/api/v1/telegram/test')),
  changePassword: (current: string, next: string) =>
    data(client.POST('/api/v1/me/password', { body: { current, new: next } })),
  me: () => data(client.GET('/api/v1/me')),

  conversations: (
    { tab, accounts, status, assignee, channel, sort }: ConversationQuery,
    page: { before?: string | null; limit?: number; signal?: AbortSignal },
  ) =>
    data(
      client.GET('/api/v1/conversations', {
        params: {
          query: {
            tab,
            accounts: accounts.join(',') || undefined,
            status,
            assignee: assignee === undefined ? undefined : String(assignee),
            channel,
            sort,
            before: page.before ?? undefined,
            limit: page.limit ?? PAGE,
          },
        },
        signal: page.signal,
      }),
    ),
  search: (
    { q, accounts, ledBy, from, to }: SearchFilter & { q: string; accounts: readonly Id[] },
    page: { skip: number; signal: AbortSignal },
  ) =>
    data(
      client.GET('/api/v1/search', {
        params: {
          query: {
            q,
            accounts: accounts.join(',') || undefined,
            led_by: ledBy,
            from: from === undefined ? undefined : dayStart(from, 0),
            to: to === undefined ? undefined : dayStart(to, 1),
            skip: page.skip,
          },
        },
        signal: page.signal,
      }),
    ),
  conversation: (id: Id, signal?: AbortSignal) =>
    data(client.GET('/api/v1/conversations/{id}', { ...of(id), signal })),
  messages: (id: Id, page: { before?: Id; signal?: AbortSignal }) =>
    data(
      client.GET('/api/v1/conversations/{id}/messages', {
        params: { path: { id }, query: { before: page.before, limit: PAGE } },
        signal: page.signal,
      }),
    ),
  sendText: (
    id: Id,
    body: {
      client_id: string
      text: string
      epoch: number
      seen?: Id | undefined
      draft_id?: Id | undefined
    },
  ) => data(client.POST('/api/v1/conversations/{id}/messages', { ...of(id), body })),
  takeOver: (id: Id, epoch: number) =>
    data(client.POST('/api/v1/conversations/{id}/take_over', { ...of(id), body: { epoch } })),
  handBack: (id: Id, epoch: number) =>
    data(client.POST('/api/v1/conversations/{id}/hand_back', { ...of(id), body: { epoch } })),
  askDraft: (id: Id, signal: AbortSignal) =>
    data(client.POST('/api/v1/conversations/{id}/draft', { ...of(id), signal })),
  reportDraft: (id: Id, draft: Id, fate: DropReason) =>
    data(
      client.POST('/api/v1/conversations/{id}/draft/fate', {
        ...of(id),
        body: { id: draft, fate },
      }),
    ),
  notes: (id: Id, signal?: AbortSignal) =>
    data(client.GET('/api/v1/conversations/{id}/notes', { ...of(id), signal })),
  addNote: (id: Id, body: { client_id: string; text: string }) =>
    data(client.POST('/api/v1/conversations/{id}/notes', { ...of(id), body })),
  editNote: (id: Id, text: string) =>
    data(client.PUT('/api/v1/notes/{id}', { ...of(id), body: { text } })),
  deleteNote: (id: Id) => data(client.DELETE('/api/v1/notes/{id}', of(id))),
  /** `null` = back in the lists now. */
  snooze: (id: Id, until: number | null) =>
    data(client.POST('/api/v1/conversations/{id}/snooze', { ...of(id), body: { until } })),
  unsent: () => data(client.GET('/api/v1/me/unsent')),
  /** Outlives the page that asks: it is also the last word of a page that is closed. */
  putUnsent: (id: Id, body: { text: string; page: string }) =>
    data(client.PUT('/api/v1/conversations/{id}/unsent', { ...of(id), body, keepalive: true })),
  channels: (signal?: AbortSignal) => data(client.GET('/api/v1/channels', { signal })),
  team: (signal?: AbortSignal) => data(client.GET('/api/v1/colleagues', { signal })),
  close: (id: Id) => data(client.POST('/api/v1/conversations/{id}/close', of(id))),
  assign: (id: Id, user: Id | null, epoch: number) =>
    data(
      client.POST('/api/v1/conversations/{id}/assign', {
        ...of(id),
        body: { user_id: user, epoch },
      }),
    ),
  colleagues: (id: Id, signal: AbortSignal) =>
    data(client.GET('/api/v1/conversations/{id}/colleagues', { ...of(id), signal })),
  presence: (id: Id, stance: Stance) =>
    data(client.POST('/api/v1/conversations/{id}/presence', { ...of(id), body: { stance } })),
  pauses: (signal: AbortSignal) => data(client.GET('/api/v1/bot/pauses', { signal })),
  pauseBot: (scope: PauseScope) => data(client.POST('/api/v1/bot/pause', { body: { scope } })),
  resumeBot: (scope: PauseScope) => data(client.POST('/api/v1/bot/resume', { body: { scope } })),
  markRead: (id: Id) => data(client.POST('/api/v1/conversations/{id}/read', of(id))),
  retryMessage: (id: Id) => data(client.POST('/api/v1/messages/{id}/retry', of(id))),
  cancelMessage: (id: Id) => data(client.POST('/api/v1/messages/{id}/cancel', of(id))),
  turnOfMessage: (id: Id, signal?: AbortSignal) =>
    data(client.GET('/api/v1/messages/{id}/turn', { ...of(id), signal })),
  recordedDialog: async (id: Id) => {
    const call = client.GET('/api/v1/conversations/{id}/dialog', { ...of(id), parseAs: 'text' })
    const text = await data(call)
    const { response } = await call
    return { text, differences: Number(response.headers.get('x-differences') ?? 0) }
  },
  shares: (id: Id, signal: AbortSignal) =>
    data(client.GET('/api/v1/conversations/{id}/shares', { ...of(id), signal })),
  makeShare: (id: Id, hours: number) =>
    data(
      client.POST('/api/v1/conversations/{id}/shares', {
        ...of(id),
        body: { expires_in_hours: hours, time_zone: timeZone() },
      }),
    ),
  revokeShare: (id: Id, share: Id) =>
    data(
      client.DELETE('/api/v1/conversations/{id}/shares/{share_id}', {
        params: { path: { id, share_id: share } },
      }),
    ),
  exportConversation: (id: Id, query: { format: ExportFormat; personal: boolean; lang: Lang }) =>
    data(
      client.GET('/api/v1/conversations/{id}/export', {
        params: { path: { id }, query: { ...query, time_zone: timeZone() } },
        parseAs: 'blob',
      }),
    ),

  changes: (after: number, signal?: AbortSignal) =>
    data(
      client.GET('/api/v1/changes', {
        params: { query: { after, limit: CHANGES_PAGE } },
        signal,
      }),
    ),

  quickReplies: (signal?: AbortSignal) => data(client.GET('/api/v1/quick_replies', { signal })),
  createQuickReply: (body: QuickReplyContent) =>
    data(client.POST('/api/v1/quick_replies', { body })),
  updateQuickReply: (id: Id, body: QuickReplyEdit) =>
    data(client.PUT('/api/v1/quick_replies/{id}', { ...of(id), body })),
  deleteQuickReply: (id: Id) => data(client.DELETE('/api/v1/quick_replies/{id}', of(id))),
  quickReplyUsed: (id: Id, useId: string) =>
    data(client.POST('/api/v1/quick_replies/{id}/used', { ...of(id), body: { use_id: useId } })),

  accounts: (signal?: AbortSignal) => data(client.GET('/api/v1/accounts', { signal })),
  createAccount: (body: NewAccount) => data(client.POST('/api/v1/accounts', { body })),
  updateAccount: (id: Id, change: Partial<AccountChange>) =>
    // Fields left out stay as they are; the description does not say so.
    data(client.PATCH('/api/v1/accounts/{id}', { ...of(id), body: change as AccountChange })),
  deleteAccount: (id: Id) => data(client.DELETE('/api/v1/accounts/{id}', of(id))),
  checkAccount: (id: Id) => data(client.POST('/api/v1/accounts/{id}/check', of(id))),
}

/** Where the user is, as IANA names it: files and links show times of this zone. */
const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** When a day begins where the user is, so many days later. */
function dayStart(day: string, later: number): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + later).getTime()
}
