/** Who else answered while an answer was being written: pure, so that it is tested without a page. */
import type { Id, Message } from '@/shared/api/types'

/** Messages behind `seen` by which the bot, a colleague or the channel's own app answered the customer. */
export function answersSince(
  messages: readonly Message[],
  seen: Id | null,
  me: Id,
): readonly Message[] {
  if (seen === null) return []
  const place = messages.findIndex(({ id }) => id === seen)
  // The page slept through more than it holds: the server decides.
  if (place === -1) return []
  return messages.slice(place + 1).filter((message) => isOthersAnswer(message, me))
}

function isOthersAnswer({ author, delivery }: Message, me: Id): boolean {
  if (delivery === 'cancelled' || delivery === 'failed') return false
  if (author.kind === 'operator') return author.user_id !== me
  return author.kind === 'bot' || author.kind === 'native'
}
