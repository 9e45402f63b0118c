/** Keys of cached answers, so that whoever invalidates them spells them the same. */
import { queryOptions } from '@tanstack/react-query'
import { api } from './endpoints'
import type { Id } from './types'

export const keys = {
  conversations: ['conversations'] as const,
  counts: ['counts'] as const,
  history: ['history'] as const,
  accounts: ['accounts'] as const,
}

/** The stream keeps it fresh: see `app/live-provider`. */
export const accountsQuery = queryOptions({
  queryKey: keys.accounts,
  queryFn: ({ signal }) => api.accounts(signal),
  staleTime: Number.POSITIVE_INFINITY,
})

/** Part of the product's version. */
export const channelsQuery = queryOptions({
  queryKey: ['channels'] as const,
  queryFn: ({ signal }) => api.channels(signal),
  staleTime: Number.POSITIVE_INFINITY,
})

/** The stream tells of changes at this node; those of another one are found by asking. */
export const pausesQuery = queryOptions({
  queryKey: ['pauses'] as const,
  queryFn: ({ signal }) => api.pauses(signal),
  refetchInterval: 15_000,
})

/** Colleagues edit the bank too: it is read anew when a chat is opened after a while. */
export const quickRepliesQuery = queryOptions({
  queryKey: ['quick-replies'] as const,
  queryFn: ({ signal }) => api.quickReplies(signal),
  staleTime: 30_000,
})

export const countsQuery = (accounts: readonly Id[]) =>
  queryOptions({
    queryKey: [...keys.counts, accounts],
    queryFn: async ({ signal }) => {
      const page = await api.conversations({ tab: 'all', accounts }, { limit: 1, signal })
      return page.counts
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
