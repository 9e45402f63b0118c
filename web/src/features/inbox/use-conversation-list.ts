import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, type ConversationQuery } from '@/shared/api/endpoints'
import { countsQuery, keys } from '@/shared/api/queries'
import type { Id } from '@/shared/api/types'
import { useLiveConnection } from '@/shared/live/context'
import { applyRows, useLive } from '@/shared/live/store'
import { type Place, placeOf, selectRows } from '@/shared/live/tabs'
import { useMe } from '@/shared/session/session'

interface ListPage {
  ids: Id[]
  next: string | null
  /** Place of the last row when the page was read; `null` = the end of the list. */
  lowest: Place | null
}

/** Rows of the list: pages are read once, the stream keeps them moving. */
export function useConversationList(query: ConversationQuery) {
  const me = useMe()
  const live = useLiveConnection()
  const client = useQueryClient()
  const held = useLive((state) => state.conversations)

  const pages = useInfiniteQuery({
    queryKey: [...keys.conversations, query],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }): Promise<ListPage> => {
      const page = await api.conversations(query, { before: pageParam, signal })
      applyRows({ conversations: page.items, messages: [] })
      live.snapshot(page.version)
      client.setQueryData(countsQuery(query.accounts).queryKey, page.counts)
      const last = page.items.at(-1)
      return {
        ids: page.items.map((row) => row.conversation.id),
        next: page.next,
        lowest: page.next === null || last === undefined ? null : placeOf(last, query.sort),
      }
    },
    getNextPageParam: (page) => page.next,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  })

  const read = pages.data?.pages
  const rows = useMemo(() => {
    if (read === undefined) return []
    const lowest = read.at(-1)?.lowest ?? null
    return selectRows(held, { ...query, me: me.id }, lowest)
  }, [held, read, query, me.id])

  return { ...pages, rows }
}
