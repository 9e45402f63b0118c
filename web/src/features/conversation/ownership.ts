import type { Conversation, ConversationRow, Id, Owner } from '@/shared/api/types'

export type Leader =
  | { kind: 'bot' }
  | { kind: 'queue' }
  | { kind: 'me' }
  | { kind: 'colleague'; name: string | null }

/** Who leads, seen by this user. */
export function leaderOf(owner: Owner, ownerName: string | null, me: Id): Leader {
  if (owner.kind !== 'operator') return { kind: owner.kind }
  return owner.user_id === me ? { kind: 'me' } : { kind: 'colleague', name: ownerName }
}

/** The one button of the header: while people lead it gives the conversation to the bot. */
export function switchOf(conversation: Conversation): 'take' | 'hand_back' {
  return conversation.owner.kind === 'operator' ? 'hand_back' : 'take'
}

export const leadsHere = (row: ConversationRow, me: Id): boolean =>
  leaderOf(row.conversation.owner, row.owner_name, me).kind === 'me'
