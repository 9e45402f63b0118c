import { create } from 'zustand'
import type { Id, PresenceEvent } from '@/shared/api/types'

type People = PresenceEvent['people']

/** Who is at which conversation, as far as the stream and our own reports told. */
export const usePresence = create<{ people: ReadonlyMap<Id, People> }>()(() => ({
  people: new Map(),
}))

export function applyPresence({ conversation_id, people }: PresenceEvent): void {
  usePresence.setState(({ people: held }) => ({
    people: new Map(held).set(conversation_id, people),
  }))
}
