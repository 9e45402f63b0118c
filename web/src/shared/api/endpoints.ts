/** Every call the page makes, one line each; the agreement is `docs/api.md`. */
import { request } from './http'
import type {
  AccountView,
  Changes,
  ConversationPage,
  ConversationRow,
  Id,
  Message,
  MessagePage,
  Session,
  Tab,
  Turn,
} from './types'

export interface ConversationQuery {
  tab: Tab
  /** Empty = every account the user may see. */
  accounts: readonly Id[]
  q: string
}

export interface NewAccount {
  channel: string
  title: string
  client_id: string
  client_secret: string
  settings: Record<string, unknown>
}

export const api = {
  login: (login: string, password: string) =>
    request<Session>('POST', '/login', { body: { login, password } }),
  logout: () => request<void>('POST', '/logout'),
  me: (signal?: AbortSignal) => request<Session>('GET', '/me', { signal }),

  conversations: (
    query: ConversationQuery,
    page: { before?: string | null; limit?: number; signal?: AbortSignal },
  ) =>
    request<ConversationPage>('GET', '/conversations', {
      query: {
        tab: query.tab,
        accounts: query.accounts.join(','),
        q: query.q,
        before: page.before,
        limit: page.limit ?? 50,
      },
      signal: page.signal,
    }),
  conversation: (id: Id, signal?: AbortSignal) =>
    request<ConversationRow>('GET', `/conversations/${id}`, { signal }),
  messages: (id: Id, page: { before?: Id; limit?: number; signal?: AbortSignal }) =>
    request<MessagePage>('GET', `/conversations/${id}/messages`, {
      query: { before: page.before, limit: page.limit ?? 50 },
      signal: page.signal,
    }),
  sendText: (id: Id, body: { client_id: string; text: string; epoch: number }) =>
    request<Message>('POST', `/conversations/${id}/messages`, { body }),
  sendImage: (id: Id, image: { client_id: string; file: File; epoch: number }) => {
    const form = new FormData()
    form.set('client_id', image.client_id)
    form.set('epoch', String(image.epoch))
    form.set('file', image.file)
    return request<Message>('POST', `/conversations/${id}/images`, { body: form })
  },
  takeOver: (id: Id, epoch: number) =>
    request<ConversationRow>('POST', `/conversations/${id}/take_over`, { body: { epoch } }),
  handBack: (id: Id, epoch: number) =>
    request<ConversationRow>('POST', `/conversations/${id}/hand_back`, { body: { epoch } }),
  close: (id: Id) => request<ConversationRow>('POST', `/conversations/${id}/close`, { body: {} }),
  markRead: (id: Id) => request<ConversationRow>('POST', `/conversations/${id}/read`, { body: {} }),
  retryMessage: (id: Id) => request<Message>('POST', `/messages/${id}/retry`, { body: {} }),
  cancelMessage: (id: Id) => request<Message>('POST', `/messages/${id}/cancel`, { body: {} }),
  turnOfMessage: (id: Id, signal?: AbortSignal) =>
    request<Turn>('GET', `/messages/${id}/turn`, { signal }),

  changes: (after: number, signal?: AbortSignal) =>
    request<Changes>('GET', '/changes', { query: { after, limit: 500 }, signal }),

  accounts: (signal?: AbortSignal) => request<AccountView[]>('GET', '/accounts', { signal }),
  createAccount: (account: NewAccount) =>
    request<AccountView>('POST', '/accounts', { body: account }),
  updateAccount: (id: Id, change: { enabled?: boolean; title?: string }) =>
    request<AccountView>('PATCH', `/accounts/${id}`, { body: change }),
  deleteAccount: (id: Id) => request<void>('DELETE', `/accounts/${id}`),
  checkAccount: (id: Id) => request<AccountView>('POST', `/accounts/${id}/check`, { body: {} }),
}
