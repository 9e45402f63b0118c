import type { Conversation, ConversationRow, Message, User } from '@/shared/api/types'

export const me: User = {
  id: 7,
  login: 'anna',
  name: 'Анна',
  role: 'operator',
  accounts: null,
  active: true,
  created_at: 0,
}

export function row(
  conversation: Partial<Conversation> = {},
  rest: Partial<Omit<ConversationRow, 'conversation'>> = {},
): ConversationRow {
  return {
    conversation: {
      id: 1,
      account_id: 10,
      contact_id: 100,
      external_id: 'u2i-1',
      status: 'open',
      owner: { kind: 'bot' },
      epoch: 3,
      item: null,
      handoff: null,
      unread: 0,
      last_message: null,
      waiting_since: null,
      created_at: 0,
      updated_at: 0,
      version: 1,
      ...conversation,
    },
    contact: {
      id: 100,
      account_id: 10,
      external_id: '200',
      name: 'Мария',
      avatar_url: null,
      profile_url: null,
      phone: null,
    },
    account: { id: 10, title: 'Климатика', channel: 'avito' },
    owner_name: null,
    ...rest,
  }
}

export function message(rest: Partial<Message> = {}): Message {
  return {
    id: 1,
    conversation_id: 1,
    external_id: null,
    client_id: null,
    author: { kind: 'contact' },
    kind: 'text',
    text: 'Здравствуйте',
    content: null,
    at: 1000,
    delivery: null,
    problem: null,
    turn_id: null,
    version: 1,
    ...rest,
  }
}
