import { useQuery } from '@tanstack/react-query'
import { accountsQuery, channelsQuery } from '@/shared/api/queries'
import { confirmsSending } from '@/shared/api/settings'
import type { Channel, ConversationRow } from '@/shared/api/types'

/** What the conversation's channel can do; `null` until it is known, and then nothing is offered. */
export function useChannel(row: ConversationRow): Channel | null {
  const { data: channels } = useQuery(channelsQuery)
  return channels?.find(({ channel }) => channel === row.account.channel) ?? null
}

/** Whether the account wants each answer looked at once more before it leaves. */
export function useConfirmsSending({ account }: ConversationRow): boolean {
  const { data: accounts } = useQuery(accountsQuery)
  const found = accounts?.find(({ id }) => id === account.id)
  return found !== undefined && confirmsSending(found)
}
