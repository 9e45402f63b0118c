import { create } from 'zustand'
import { api } from '@/shared/api/endpoints'
import { ApiError } from '@/shared/api/error'
import type { Id, Message } from '@/shared/api/types'
import { applyRows, useLive } from '@/shared/live/store'

/** A message this page has not yet got accepted by the server. */
export interface LocalMessage {
  clientId: string
  conversationId: Id
  content: { kind: 'text'; text: string } | { kind: 'image'; file: File }
  /** UTC milliseconds. */
  at: number
  /** Set when the server refused it or could not be reached. */
  error: ApiError | null
}

interface OutgoingState {
  messages: readonly LocalMessage[]
}

export const useOutgoing = create<OutgoingState>()(() => ({ messages: [] }))

/** Somebody else leads by now: the message was not sent. */
export type Refusal = (error: ApiError, message: LocalMessage) => void

/** One chain for each conversation: messages reach the server in the order they were written. */
const chains = new Map<Id, Promise<void>>()

export function enqueue(message: LocalMessage, onConflict: Refusal): void {
  useOutgoing.setState(({ messages }) => ({
    messages: [
      ...messages.filter((other) => other.clientId !== message.clientId),
      { ...message, error: null },
    ],
  }))
  const before = chains.get(message.conversationId) ?? Promise.resolve()
  chains.set(
    message.conversationId,
    before.then(() => pass(message, onConflict)),
  )
}

export function discard(clientId: string): void {
  useOutgoing.setState(({ messages }) => ({
    messages: messages.filter((message) => message.clientId !== clientId),
  }))
}

async function pass(message: LocalMessage, onConflict: Refusal): Promise<void> {
  try {
    const accepted = await send(message)
    applyRows({ conversations: [], messages: [accepted] })
    discard(message.clientId)
  } catch (cause) {
    const error = cause instanceof ApiError ? cause : new ApiError(0, 'page', String(cause), {})
    if (error.status === 409) {
      discard(message.clientId)
      onConflict(error, message)
      return
    }
    useOutgoing.setState(({ messages }) => ({
      messages: messages.map((other) =>
        other.clientId === message.clientId ? { ...other, error } : other,
      ),
    }))
  }
}

/** Under the epoch the page holds: if anybody took the conversation since, the server refuses. */
function send({ clientId, conversationId, content }: LocalMessage): Promise<Message> {
  const epoch = useLive.getState().conversations.get(conversationId)?.conversation.epoch ?? 0
  return content.kind === 'text'
    ? api.sendText(conversationId, { client_id: clientId, text: content.text, epoch })
    : api.sendImage(conversationId, { client_id: clientId, file: content.file, epoch })
}

/** Random id; unlike `crypto.randomUUID` it also works on plain http in a local network. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
