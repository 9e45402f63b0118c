import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { api } from '@/shared/api/endpoints'
import { quickRepliesQuery } from '@/shared/api/queries'
import type { ConversationRow, QuickReply, User } from '@/shared/api/types'
import { mayReply } from '@/shared/session/session'
import { newClientId } from '../outgoing'
import { fitting } from './expand'

/** Quick replies that fit this conversation, and the counting of their uses. */
export function useQuickReplies({ account }: ConversationRow, me: User) {
  const client = useQueryClient()
  const { data } = useQuery({ ...quickRepliesQuery, enabled: mayReply(me.role) })
  const replies = useMemo(() => fitting(data ?? [], account.id), [data, account.id])
  // The id makes a repeated report count once, so that a bad network loses and doubles nothing.
  const { mutate } = useMutation({
    mutationFn: ({ id, useId }: { id: number; useId: string }) => api.quickReplyUsed(id, useId),
    retry: 5,
    onSuccess: (counted) =>
      client.setQueryData(quickRepliesQuery.queryKey, (held: QuickReply[] | undefined) =>
        held?.map((reply) => (reply.id === counted.id ? counted : reply)),
      ),
  })
  const used = useCallback(({ id }: QuickReply) => mutate({ id, useId: newClientId() }), [mutate])
  return { replies, used }
}
