import { type KeyboardEvent, type SyntheticEvent, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { ConversationRow, QuickReply, User } from '@/shared/api/types'
import { setDraft, useDraft } from '@/shared/drafts'
import { fill, keywordAt, type Span, unfilled } from './quick-replies/expand'
import { useQuickReplies } from './quick-replies/use-quick-replies'

/** The text of the answer, its caret, and quick replies put into it. */
export function useAnswer(row: ConversationRow, me: User) {
  const id = row.conversation.id
  const draft = useDraft(id)
  const field = useRef<HTMLTextAreaElement>(null)
  const [caret, setCaret] = useState(0)
  const [bank, setBank] = useState<{ search: string; place: Span } | null>(null)
  const { replies, used } = useQuickReplies(row, me)
  const keyword = keywordAt(draft, caret, replies)

  const select = ({ start, end }: Span) => {
    field.current?.focus()
    field.current?.setSelectionRange(start, end)
  }
  const insert = (reply: QuickReply, place: Span) => {
    const element = field.current
    if (element === null) return
    const text = fill(reply.text, row)
    select(place)
    // As if it was typed, so that Ctrl+Z brings the keyword back; where the browser can't, without that.
    const isTyped = document.execCommand?.('insertText', false, text) === true
    if (!isTyped) {
      element.setRangeText(text, place.start, place.end, 'end')
      setDraft(id, element.value)
    }
    const gap = unfilled(text)
    if (gap !== null) select({ start: place.start + gap.start, end: place.start + gap.end })
    used(reply)
  }

  return {
    draft,
    field,
    replies,
    bank,
    select,
    /** What Tab would do now. */
    offered: keyword?.replies ?? [],
    onChange: (event: SyntheticEvent<HTMLTextAreaElement>) => {
      setDraft(id, event.currentTarget.value)
      setCaret(event.currentTarget.selectionEnd)
    },
    onSelect: (event: SyntheticEvent<HTMLTextAreaElement>) =>
      setCaret(event.currentTarget.selectionEnd),
    /** Expands a keyword; anywhere else Tab goes on to the next control, as everywhere. */
    onTab: (event: KeyboardEvent): boolean => {
      const isTab = event.code === 'Tab' && !event.shiftKey && !event.altKey && !event.ctrlKey
      const element = field.current
      if (!isTab || element === null) return false
      const here = keywordAt(element.value, element.selectionEnd, replies)
      if (here === null) return false
      event.preventDefault()
      const { span, replies: found } = here
      const [first] = found
      if (first !== undefined && found.length === 1) insert(first, span)
      else setBank({ search: first?.keyword ?? '', place: span })
      return true
    },
    openBank: () => {
      const { selectionStart: start = draft.length, selectionEnd: end = draft.length } =
        field.current ?? {}
      setBank({ search: '', place: { start, end } })
    },
    closeBank: () => setBank(null),
    choose: (reply: QuickReply) => {
      if (bank === null) return
      // The window holds the focus as long as it is there.
      flushSync(() => setBank(null))
      insert(reply, bank.place)
    },
  }
}
