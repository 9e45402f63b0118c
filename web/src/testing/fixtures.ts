import type {
  Channel,
  Conversation,
  ConversationRow,
  Message,
  Note,
  User,
} from '@/shared/api/types'

export const me: User = {
  id: 7,
  login: 'anna',
  name: 'Анна',
  role: 'operator',
  accounts: null,
  active: true,
  created_at: 0,
}

export const avito: Channel = {
  channel: 'avito',
  text_max: 1000,
  text_unit: 'utf16',
  image: { max_bytes: 24 * 1024 * 1024, formats: ['image/jpeg', 'image/png'] },
  typing: false,
  read_receipts: true,
  edit: false,
  delete_window_s: 3600,
  reply_window_s: null,
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
      snoozed_until: null,
      last_at: conversation.last_message?.at ?? 0,
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

export function note(rest: Partial<Note> = {}): Note {
  return {
    id: 1,
    conversation_id: 1,
    user_id: 7,
    user_name: 'Анна',
    client_id: 'n1',
    text: 'Просит скидку',
    at: 0,
    edited_at: null,
    deleted: false,
    version: 1,
    ...rest,
  }
}
