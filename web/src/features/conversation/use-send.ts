import { useCallback, useState } from 'react'
import { api } from '@/shared/api/endpoints'
import type { ApiError } from '@/shared/api/error'
import type { ConversationRow, Id, User } from '@/shared/api/types'
import { currentDraft, setDraft } from '@/shared/drafts'
import { applyRows } from '@/shared/live/store'
import { useShowError } from '@/shared/ui/error-text'
import { discard, enqueue, type LocalMessage, newClientId } from './outgoing'
import { leadsHere } from './ownership'
import { refresh } from './use-switch-owner'

/** Sending as the operator sees it: at once on the page, taken over first where needed, never lost. */
export function useSend(row: ConversationRow, me: User) {
  const id = row.conversation.id
  const showError = useShowError()
  const [isTaking, setTaking] = useState(false)
  /** The conversation somebody else took while the operator wrote. */
  const [conflict, setConflict] = useState<Id | null>(null)

  const onConflict = useCallback(async (_: ApiError, message: LocalMessage) => {
    restoreDraft(message)
    await refresh(message.conversationId)
    setConflict(message.conversationId)
  }, [])

  const send = useCallback(
    async (content: LocalMessage['content']) => {
      setConflict(null)
      if (!leadsHere(row, me.id)) {
        setTaking(true)
        try {
          const taken = await api.takeOver(id, row.conversation.epoch)
          applyRows({ conversations: [taken], messages: [] })
        } catch (error) {
          showError(error)
          await refresh(id)
          return false
        } finally {
          setTaking(false)
        }
      }
      const message = { clientId: newClientId(), conversationId: id, content, at: Date.now() }
      enqueue({ ...message, error: null }, onConflict)
      return true
    },
    [id, row, me.id, onConflict, showError],
  )

  const retry = useCallback((message: LocalMessage) => enqueue(message, onConflict), [onConflict])
  const drop = useCallback((message: LocalMessage) => discard(message.clientId), [])
  const dismiss = useCallback(() => setConflict(null), [])

  return { send, retry, drop, isTaking, isConflict: conflict === id, dismiss }
}

/** What could not be sent goes back to the field, above what was typed since. */
function restoreDraft({ conversationId, content }: LocalMessage): void {
  if (content.kind !== 'text') return
  const draft = currentDraft(conversationId)
  setDraft(conversationId, draft ? `${content.text}\n${draft}` : content.text)
}
