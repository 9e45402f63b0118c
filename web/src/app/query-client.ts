import { QueryClient } from '@tanstack/react-query'
import { ApiError } from '@/shared/api/error'

/** Only failures that may pass by themselves are worth repeating. */
const isPassing = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.isNetwork || error.status >= 500

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, error) => count < 2 && isPassing(error),
      refetchOnWindowFocus: false,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})
