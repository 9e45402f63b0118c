import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { api } from '@/shared/api/endpoints'
import { keys } from '@/shared/api/queries'
import type { Id } from '@/shared/api/types'
import { emptyTimeline } from '@/shared/live/merge'
import { applyPage, openTimeline, useLive } from '@/shared/live/store'

/**
 * Messages of a conversation: the newest page, older ones on demand, new ones by the stream. A timeline
 * that is already held is shown at once; the stream kept it complete.
 */
export function useHistory(id: Id) {
  const timeline = useLive((state) => state.timelines.get(id)) ?? emptyTimeline

  const pages = useInfiniteQuery({
    queryKey: [...keys.history, id],
    initialPageParam: undefined as Id | undefined,
    queryFn: async ({ pageParam, signal }) => {
      openTimeline(id)
      const page = await api.messages(id, { before: pageParam, signal })
      applyPage(id, page.items, !page.more)
      return { oldest: page.items[0]?.id, more: page.more }
    },
    getNextPageParam: (page) => (page.more ? page.oldest : undefined),
    staleTime: Number.POSITIVE_INFINITY,
    // Kept as long as the rows themselves.
    gcTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  })

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  const readOlder = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  return useMemo(
    () => ({
      timeline,
      readOlder,
      isPending: pages.isPending && timeline.messages.length === 0,
      error: pages.error,
      retry: () => void pages.refetch(),
    }),
    [timeline, readOlder, pages.isPending, pages.error, pages.refetch],
  )
}
