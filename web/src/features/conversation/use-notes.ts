import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '@/shared/api/endpoints'
import { keys } from '@/shared/api/queries'
import type { Id, Note, User } from '@/shared/api/types'
import { applyRows, openNotes, useLive } from '@/shared/live/store'
import { mayNote } from '@/shared/session/session'

const none: readonly Note[] = []

/** Notes of a conversation, oldest first; the stream keeps them up to date. Viewers have none. */
export function useNotes(id: Id, me: User): readonly Note[] {
  useQuery({
    queryKey: [...keys.history, id, 'notes'],
    queryFn: async ({ signal }) => {
      openNotes(id)
      applyRows({ conversations: [], messages: [], notes: await api.notes(id, signal) })
      return true
    },
    enabled: mayNote(me.role),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  })
  const held = useLive(({ notes }) => notes.get(id)) ?? none
  return useMemo(
    () => held.filter(({ deleted }) => !deleted).sort((a, b) => a.at - b.at || a.id - b.id),
    [held],
  )
}

/** What this page changed itself, without waiting for the stream. */
export const applyNote = (note: Note): void =>
  applyRows({ conversations: [], messages: [], notes: [note] })
