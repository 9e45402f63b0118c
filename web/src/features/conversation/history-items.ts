/** What the history shows, as a flat list: pure, so that it is tested without a page. */
import type { Id, Message, Note } from '@/shared/api/types'
import { sameDay } from '@/shared/i18n/format'
import type { HandoffView } from './handoff'
import type { LocalMessage } from './outgoing'

export type HistoryItem =
  | { kind: 'start'; key: string }
  | { kind: 'day'; key: string; at: number }
  | { kind: 'unread'; key: string }
  | { kind: 'message'; key: string; message: Message; joined: boolean }
  | { kind: 'handoff'; key: string; card: HandoffView }
  | { kind: 'note'; key: string; note: Note }
  | { kind: 'local'; key: string; message: LocalMessage }

/** Messages of one author within this time stand together, the label only above the first. */
const JOIN_MS = 5 * 60_000

export interface HistorySource {
  messages: readonly Message[]
  /** Oldest first. */
  notes: readonly Note[]
  local: readonly LocalMessage[]
  reachedStart: boolean
  /** The last handoff; stands where it happened, at the end when that is not known. */
  handoff: HandoffView | null
  /** The first message that was unread when the chat was opened. */
  firstUnread: Id | null
}

export function historyItems(source: HistorySource): HistoryItem[] {
  const items: HistoryItem[] = []
  if (source.reachedStart) items.push({ kind: 'start', key: 'start' })
  let previous: Message | null = null
  let card = source.handoff
  let isApart = false
  /** Time of whatever stands last. */
  let lastAt: number | null = null
  const heading = (key: string, at: number): boolean => {
    const isNew = lastAt === null || !sameDay(lastAt, at)
    if (isNew) items.push({ kind: 'day', key: `day-${key}`, at })
    lastAt = at
    return isNew
  }
  const showHandoff = () => {
    if (card !== null) items.push({ kind: 'handoff', key: 'handoff', card })
    card = null
    isApart = true
  }
  // What lies further up than what was read comes with its page.
  const first = source.messages[0]
  const isRead = (at: number) => source.reachedStart || (first !== undefined && at >= first.at)
  if (card?.at && !isRead(card.at)) card = null
  if (first === undefined) card = null
  const notes = source.notes.filter(({ at }) => isRead(at))
  const showNotes = (before: number) => {
    for (let note = notes[0]; note !== undefined && note.at < before; note = notes[0]) {
      notes.shift()
      heading(`note-${note.id}`, note.at)
      items.push({ kind: 'note', key: `note-${note.id}`, note })
      isApart = true
    }
  }
  for (const message of source.messages) {
    showNotes(Math.min(message.at, card?.at ?? Number.POSITIVE_INFINITY))
    if (card?.at && card.at < message.at) {
      showHandoff()
      showNotes(message.at)
    }
    const newDay = heading(String(message.id), message.at)
    const firstUnread = message.id === source.firstUnread
    if (firstUnread) items.push({ kind: 'unread', key: 'unread' })
    const joined =
      !newDay && !firstUnread && !isApart && previous !== null && stands(previous, message)
    isApart = false
    items.push({ kind: 'message', key: messageKey(message), message, joined })
    previous = message
  }
  if (card?.at) showNotes(card.at)
  showHandoff()
  showNotes(Number.POSITIVE_INFINITY)
  const accepted = new Set(source.messages.map((message) => message.client_id))
  for (const message of source.local) {
    if (accepted.has(message.clientId)) continue
    items.push({ kind: 'local', key: `client-${message.clientId}`, message })
  }
  return items
}

/** The first of the last `unread` messages of the customer. */
export function firstUnreadOf(messages: readonly Message[], unread: number): Id | null {
  let left = unread
  let first: Id | null = null
  for (let index = messages.length - 1; index >= 0 && left > 0; index -= 1) {
    const message = messages[index]
    if (message === undefined || message.author.kind !== 'contact') continue
    first = message.id
    left -= 1
  }
  return first
}

/** The optimistic copy and the stored message have one key: the element stays when one replaces the other. */
const messageKey = (message: Message): string =>
  message.client_id === null ? `message-${message.id}` : `client-${message.client_id}`

function stands(above: Message, below: Message): boolean {
  const a = above.author
  const b = below.author
  if (a.kind !== b.kind || below.at - above.at > JOIN_MS) return false
  return a.kind !== 'operator' || b.kind !== 'operator' || a.user_id === b.user_id
}
