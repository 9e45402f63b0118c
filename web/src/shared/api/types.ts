/** Rows of the API under the names the rest of the app uses. Ids and versions are integers below 2^53. */

export type Id = number
/** UTC milliseconds. */
export type Millis = number

export type Role = 'admin' | 'operator' | 'qa' | 'viewer'

export interface User {
  id: Id
  login: string
  name: string
  role: Role
  /** `null` = every account. */
  accounts: Id[] | null
  active: boolean
  created_at: Millis
}

export interface Session {
  user: User
  csrf: string
}

export type Owner = { kind: 'bot' } | { kind: 'queue' } | { kind: 'operator'; user_id: Id }

export type Author =
  | { kind: 'contact' }
  | { kind: 'bot' }
  | { kind: 'operator'; user_id: Id }
  | { kind: 'native' }
  | { kind: 'system' }

export type ConversationStatus = 'new' | 'open' | 'pending' | 'closed'

export type Delivery =
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'unknown'
  | 'cancelled'

export interface Item {
  external_id: string
  title: string
  url: string | null
  price: string | null
  image_url: string | null
  location: string | null
}

export interface MessagePreview {
  id: Id
  author: Author
  text: string
  at: Millis
}

export interface Contact {
  id: Id
  account_id: Id
  external_id: string
  name: string | null
  avatar_url: string | null
  profile_url: string | null
  phone: string | null
}

export interface Conversation {
  id: Id
  account_id: Id
  contact_id: Id
  external_id: string
  status: ConversationStatus
  owner: Owner
  epoch: number
  item: Item | null
  handoff: unknown
  unread: number
  last_message: MessagePreview | null
  waiting_since: Millis | null
  created_at: Millis
  updated_at: Millis
  version: number
}

export interface ConversationRow {
  conversation: Conversation
  contact: Contact
  account: { id: Id; title: string; channel: string }
  owner_name: string | null
}

export interface Message {
  id: Id
  conversation_id: Id
  external_id: string | null
  client_id: string | null
  author: Author
  kind: string
  text: string
  content: unknown
  at: Millis
  delivery: Delivery | null
  problem: string | null
  turn_id: Id | null
  version: number
}

export interface AccountProblem {
  code: string
  message: string
  since: Millis
}

export interface AccountView {
  id: Id
  channel: string
  external_id: string | null
  title: string
  settings: unknown
  flow_id: string | null
  enabled: boolean
  problem: AccountProblem | null
  created_at: Millis
  version: number
  status: 'ok' | 'problem' | 'disabled'
  queue: { waiting: number; eta_s: number }
  webhook: { active: boolean }
}

export type Tab = 'bot' | 'mine' | 'queue' | 'closed' | 'all'

export interface Counts {
  bot: number
  mine: number
  queue: number
}

export interface ConversationPage {
  items: ConversationRow[]
  next: string | null
  counts: Counts
  version: number
}

export interface MessagePage {
  items: Message[]
  more: boolean
}

export interface Changes {
  conversations: ConversationRow[]
  messages: Message[]
  accounts: AccountView[]
  version: number
  more: boolean
}

/** A live event: what one commit changed. */
export interface Change {
  version: number
  conversation?: ConversationRow | null
  messages?: Message[] | null
  account?: AccountView | null
}

/** What one run of the flow did; the trace inside is data of the engine. */
export interface Turn {
  id: Id
  conversation_id: Id
  turn_no: number
  flow_id: string | null
  flow_hash: string | null
  /** `engine::TurnRecord`. */
  record: unknown
  finished: boolean
  at: Millis
}
