import { useCallback, useEffect, useRef, useState } from 'react'
import { api } from '@/shared/api/endpoints'
import type { ApiError } from '@/shared/api/error'
import type { ConversationRow, Id, Message, User } from '@/shared/api/types'
import { currentDraft, setDraft, useDraft } from '@/shared/drafts'
import { applyRows, useLive } from '@/shared/live/store'
import { useShowError } from '@/shared/ui/error-text'
import { answersSince } from './answers'
import { type Content, discard, enqueue, type LocalMessage, newClientId } from './outgoing'
import { leadsHere } from './ownership'
import { refresh } from './use-switch-owner'

/** What stood in the way of sending. */
interface Conflict {
  conversation: Id
  /** What others answered meanwhile; empty: somebody else leads. */
  answers: readonly Message[]
}

/** Sending as the operator sees it: at once on the page, taken over first where needed, never lost. */
export function useSend(row: ConversationRow, me: User) {
  const id = row.conversation.id
  const showError = useShowError()
  const [isTaking, setTaking] = useState(false)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const seen = useSeen(row)

  const onConflict = useCallback(
    async (error: ApiError, message: LocalMessage) => {
      restoreDraft(message)
      applyAnswers(error)
      const conversation = message.conversationId
      await refresh(conversation)
      const answers = answersSince(heldMessages(conversation), message.seen, me.id)
      setConflict({ conversation, answers: answers.length > 0 ? answers : answersIn(error) })
    },
    [me.id],
  )

  const send = useCallback(
    async (content: Content, isAnyway = false) => {
      setConflict(null)
      if (isAnyway) seen.current = heldMessages(id).at(-1)?.id ?? seen.current
      const answers = answersSince(heldMessages(id), seen.current, me.id)
      if (answers.length > 0) {
        setConflict({ conversation: id, answers })
        return false
      }
      // Of several in a row the first takes the conversation over: the row of this page is newer than the argument.
      const held = useLive.getState().conversations.get(id) ?? row
      if (!leadsHere(held, me.id)) {
        setTaking(true)
        try {
          const taken = await api.takeOver(id, held.conversation.epoch)
          applyRows({ conversations: [taken], messages: [] })
        } catch (error) {
          showError(error)
          await refresh(id)
          return false
        } finally {
          setTaking(false)
        }
      }
      enqueue(
        {
          clientId: newClientId(),
          conversationId: id,
          content,
          at: Date.now(),
          seen: seen.current,
          progress: null,
          error: null,
        },
        onConflict,
      )
      return true
    },
    [id, row, me.id, onConflict, showError, seen],
  )

  const retry = useCallback((message: LocalMessage) => enqueue(message, onConflict), [onConflict])
  const drop = useCallback((message: LocalMessage) => discard(message.clientId), [])
  const dismiss = useCallback(() => setConflict(null), [])
  const here = conflict?.conversation === id ? conflict : null

  return {
    send,
    retry,
    drop,
    isTaking,
    isConflict: here !== null && here.answers.length === 0,
    answers: here?.answers ?? [],
    dismiss,
  }
}

/** The last message that was there when the answer was begun: what came later may have been overlooked. */
function useSeen(row: ConversationRow) {
  const { id, last_message: last } = row.conversation
  const isEmpty = useDraft(id) === ''
  const newest = last?.id ?? null
  const seen = useRef(newest)
  useEffect(() => {
    if (isEmpty) seen.current = newest
  }, [isEmpty, newest])
  return seen
}

const heldMessages = (id: Id): readonly Message[] =>
  useLive.getState().timelines.get(id)?.messages ?? []

const answersIn = ({ details }: ApiError): readonly Message[] =>
  Array.isArray(details.messages) ? (details.messages as Message[]) : []

/** The refusal brings the answers: the stream may be behind. */
const applyAnswers = (error: ApiError) =>
  applyRows({ conversations: [], messages: answersIn(error) })

/** What could not be sent goes back to the field, above what was typed since. */
function restoreDraft({ conversationId, content }: LocalMessage): void {
  if (content.kind !== 'text') return
  const draft = currentDraft(conversationId)
  setDraft(conversationId, draft ? `${content.text}\n${draft}` : content.text)
}
