/** Which messages call for the operator, and how. */
import type { ConversationRow, Id, Message } from '@/shared/api/types'
import { once } from './once'
import type { AttentionSettings } from './settings'

/** What comes later than this (after a night's sleep) is seen in the list, not heard. */
const FRESH_MS = 60_000
const VOLUME = 0.7

export interface Situation {
  me: Id
  /** The chat that is open. */
  open: Id | null
  /** Whether the page is looked at. */
  isVisible: boolean
  now: number
  conversation: (id: Id) => ConversationRow | undefined
}

export interface Call {
  message: Message
  row: ConversationRow
  sound: boolean
  notice: boolean
}

/** Calls of the messages the stream brought; pure, so that every rule is tested. */
export function callsOf(
  messages: readonly Message[],
  { me, open, isVisible, now, conversation }: Situation,
  { sound, notices }: AttentionSettings,
): Call[] {
  return messages.flatMap((message) => {
    const row = conversation(message.conversation_id)
    if (row === undefined || message.author.kind !== 'contact') return []
    if (now - message.at > FRESH_MS || (isVisible && open === message.conversation_id)) return []
    const { owner } = row.conversation
    const isForeign = owner.kind === 'operator' && owner.user_id !== me
    const call = {
      message,
      row,
      sound: !isForeign && (sound === 'all' || (sound === 'people' && owner.kind !== 'bot')),
      notice: notices && !isVisible && !isForeign && owner.kind !== 'bot',
    }
    return call.sound || call.notice ? [call] : []
  })
}

/** Fetched with the page, so that the first message is heard at once. */
const bell = typeof Audio === 'undefined' ? null : new Audio('/sounds/message.wav')
if (bell !== null) {
  bell.preload = 'auto'
  bell.volume = VOLUME
}

/** Rings and notifies, each once a message over all tabs. */
export function perform(call: Call, onOpen: (id: Id) => void): void {
  const { message, row } = call
  if (call.sound) void once(`sound.${message.id}`, FRESH_MS, ring)
  if (call.notice)
    void once(`notice.${message.id}`, FRESH_MS, () => notice(call, onOpen, row.contact.name))
}

function ring(): void {
  if (bell === null) return
  bell.currentTime = 0
  // Before the first click on the page browsers forbid it; the title and the list still tell.
  bell.play().catch(() => {})
}

function notice({ message }: Call, onOpen: (id: Id) => void, name: string | null): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return
  const shown = new Notification(name ?? '', {
    body: message.text.slice(0, 200),
    tag: `message-${message.id}`,
    icon: '/favicon.svg',
    // The page rings by itself.
    silent: true,
  })
  shown.onclick = () => {
    window.focus()
    onOpen(message.conversation_id)
    shown.close()
  }
}

/** Asks the browser's leave; answers whether it was given. */
export async function allowNotices(): Promise<boolean> {
  return (
    typeof Notification !== 'undefined' && (await Notification.requestPermission()) === 'granted'
  )
}
