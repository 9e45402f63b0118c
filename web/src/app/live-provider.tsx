import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import { api } from '@/shared/api/endpoints'
import { keys, pausesQuery } from '@/shared/api/queries'
import type { LiveConnection, LiveEvents } from '@/shared/live/connection'
import { LiveContext } from '@/shared/live/context'
import { dropRows, useLive } from '@/shared/live/store'
import { enterSession, hasSameRights, mayReply, useMe } from '@/shared/session/session'
import { useCalls } from './use-calls'

/** Asked for with the page, so that nothing painted waits for the stream. */
const stream = import('@/shared/live/connection')
/** Counts are asked for at most this often, however much moves. */
const COUNTS_EVERY_MS = 1000

const nothing = { onUnsent: () => {}, onHello: async () => {}, stop: () => {} }

/** Keeps the stream open while somebody is logged in. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const connection = useRef<LiveConnection | null>(null)
  /** A list may be read before the effect below has run. */
  const early = useRef<number | null>(null)
  const calls = useCalls()
  const me = useMe()

  useEffect(() => {
    let counting: ReturnType<typeof setTimeout> | null = null
    const countSoon = () => {
      counting ??= setTimeout(() => {
        counting = null
        void client.invalidateQueries({ queryKey: keys.counts })
      }, COUNTS_EVERY_MS)
    }
    const unsubscribe = useLive.subscribe(({ moves }, before) => {
      if (moves !== before.moves) countSoon()
    })
    const draftsSync = mayReply(me.role)
      ? import('@/shared/drafts-sync').then(({ syncDrafts }) => syncDrafts(me.id))
      : Promise.resolve(nothing)
    // The server ends the connection when rights change: what was read with others is forgotten.
    const recheckRights = async () => {
      const session = await client.fetchQuery({ queryKey: ['me'], queryFn: api.me })
      if (hasSameRights(session.user, me)) return
      dropRows()
      enterSession(session)
      await client.resetQueries()
    }
    let isFirst = true
    const events: LiveEvents = {
      onNew: countSoon,
      onMessages: (messages) => calls.current(messages),
      onAccount: () => void client.invalidateQueries({ queryKey: keys.accounts }),
      onPauses: () => void client.invalidateQueries({ queryKey: pausesQuery.queryKey }),
      onUnsent: (event) => void draftsSync.then((sync) => sync.onUnsent(event)),
      onHello: () => {
        void draftsSync.then((sync) => sync.onHello())
        if (!isFirst) recheckRights().catch(() => {})
        isFirst = false
      },
      onReset: () => {
        void client.resetQueries({ queryKey: keys.conversations })
        void client.resetQueries({ queryKey: keys.history })
        void client.invalidateQueries({ queryKey: keys.counts })
      },
    }
    let isWanted = true
    void stream.then(({ connectLive }) => {
      if (!isWanted) return
      const live = connectLive(events)
      connection.current = live
      if (early.current !== null) live.snapshot(early.current)
    })
    return () => {
      isWanted = false
      unsubscribe()
      connection.current?.close()
      connection.current = null
      if (counting !== null) clearTimeout(counting)
      void draftsSync.then((sync) => sync.stop())
    }
  }, [client, calls, me])

  const context = useMemo(
    () => ({
      snapshot: (version: number) => {
        early.current ??= version
        connection.current?.snapshot(version)
      },
    }),
    [],
  )
  return <LiveContext value={context}>{children}</LiveContext>
}
