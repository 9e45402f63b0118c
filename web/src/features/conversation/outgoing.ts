import { create } from 'zustand'
import { api } from '@/shared/api/endpoints'
import { ApiError } from '@/shared/api/error'
import type { Id, Message } from '@/shared/api/types'
import { applyRows, useLive } from '@/shared/live/store'

/** What is sent. */
export type Content =
  | { kind: 'text'; text: string; draftId?: Id | undefined }
  | { kind: 'image'; file: File }

/** A message this page has not yet got accepted by the server. */
export interface LocalMessage {
  clientId: string
  conversationId: Id
  content: Content
  /** UTC milliseconds. */
  at: number
  /** The last message its writer had seen: answers of others behind it refuse this one. */
  seen: Id | null
  /** Of an upload: the part that has left, 0 to 1. */
  progress: number | null
  /** Set when the server refused it or could not be reached. */
  error: ApiError | null
}

interface OutgoingState {
  messages: readonly LocalMessage[]
}

export const useOutgoing = create<OutgoingState>()(() => ({ messages: [] }))

/** Somebody else leads or has answered by now: the message was not sent. */
export type Refusal = (error: ApiError, message: LocalMessage) => void

/** One chain for each conversation: messages reach the server in the order they were written. */
const chains = new Map<Id, Promise<void>>()
/** Uploads that can still be cancelled. */
const uploads = new Map<string, AbortController>()

export function enqueue(message: LocalMessage, onConflict: Refusal): void {
  useOutgoing.setState(({ messages }) => ({
    messages: [
      ...messages.filter((other) => other.clientId !== message.clientId),
      { ...message, error: null, progress: null },
    ],
  }))
  const before = chains.get(message.conversationId) ?? Promise.resolve()
  chains.set(
    message.conversationId,
    before.then(() => pass(message, onConflict)),
  )
}

/** Forgets a message; an upload under way is cut off. */
export function discard(clientId: string): void {
  uploads.get(clientId)?.abort()
  useOutgoing.setState(({ messages }) => ({
    messages: messages.filter((message) => message.clientId !== clientId),
  }))
}

function change(clientId: string, part: Partial<LocalMessage>): void {
  useOutgoing.setState(({ messages }) => ({
    messages: messages.map((other) =>
      other.clientId === clientId ? { ...other, ...part } : other,
    ),
  }))
}

async function pass(message: LocalMessage, onConflict: Refusal): Promise<void> {
  const { clientId } = message
  const isWanted = useOutgoing.getState().messages.some((other) => other.clientId === clientId)
  if (!isWanted) return
  try {
    const accepted = await send(message)
    applyRows({ conversations: [], messages: [accepted] })
    discard(clientId)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') return
    const error = cause instanceof ApiError ? cause : new ApiError(0, 'page', String(cause), {})
    const isConflict = error.status === 409
    // A text goes back to its field; a picture has none to go back to, and waits where it is.
    if (isConflict && message.content.kind === 'text') discard(clientId)
    else change(clientId, { error, progress: null })
    if (isConflict) onConflict(error, message)
  }
}

/** Under the epoch the page holds: if anybody took the conversation since, the server refuses. */
async function send({ clientId, conversationId, content, seen }: LocalMessage): Promise<Message> {
  const epoch = useLive.getState().conversations.get(conversationId)?.conversation.epoch ?? 0
  const base = { client_id: clientId, epoch, seen: seen ?? undefined }
  if (content.kind === 'text')
    return api.sendText(conversationId, {
      ...base,
      text: content.text,
      draft_id: content.draftId,
    })
  const { sendImage } = await import('@/shared/api/upload')
  const cancel = new AbortController()
  uploads.set(clientId, cancel)
  try {
    return await sendImage(conversationId, {
      ...base,
      file: content.file,
      signal: cancel.signal,
      onProgress: (progress) => change(clientId, { progress }),
    })
  } finally {
    uploads.delete(clientId)
  }
}

/** Random id; unlike `crypto.randomUUID` it also works on plain http in a local network. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
