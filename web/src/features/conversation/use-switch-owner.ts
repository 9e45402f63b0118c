import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import { ApiError } from '@/shared/api/error'
import type { ConversationRow } from '@/shared/api/types'
import { applyRows } from '@/shared/live/store'
import { useShowError } from '@/shared/ui/error-text'
import { notify } from '@/shared/ui/notify'
import { switchOf } from './ownership'

/** Gives the conversation to the bot or takes it, under the epoch this page has seen. */
export function useSwitchOwner({ conversation }: ConversationRow) {
  const { t } = useTranslation(['conversation', 'common'])
  const showError = useShowError()
  const action = switchOf(conversation)
  const mutation = useMutation({
    mutationFn: () =>
      action === 'take'
        ? api.takeOver(conversation.id, conversation.epoch)
        : api.handBack(conversation.id, conversation.epoch),
    onSuccess: (changed) => {
      applyRows({ conversations: [changed], messages: [] })
      void notify({ message: t(action === 'take' ? 'takenOver' : 'handedBack') })
    },
    onError: async (error) => {
      showError(error)
      if (error instanceof ApiError && error.status === 409) await refresh(conversation.id)
    },
  })
  return { run: () => mutation.mutate(), isPending: mutation.isPending }
}

/** Reads the conversation anew after a conflict, should the stream be behind. */
export async function refresh(id: number): Promise<ConversationRow | null> {
  try {
    const row = await api.conversation(id)
    applyRows({ conversations: [row], messages: [] })
    return row
  } catch {
    // The stream will bring it.
    return null
  }
}
