import { useQuery } from '@tanstack/react-query'
import { pausesQuery } from '@/shared/api/queries'
import type { BotPause, ConversationRow } from '@/shared/api/types'

/** The pause that keeps the bot silent in this conversation; the widest one where there are several. */
export function usePause({ conversation }: ConversationRow): BotPause | null {
  const { data = [] } = useQuery(pausesQuery)
  const reach = { all: 2, account: 1, conversation: 0 }
  return (
    data
      .filter(({ scope }) =>
        scope.kind === 'account'
          ? scope.account_id === conversation.account_id
          : scope.kind === 'all' || scope.conversation_id === conversation.id,
      )
      .sort((a, b) => reach[b.scope.kind] - reach[a.scope.kind])[0] ?? null
  )
}
