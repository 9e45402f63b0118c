import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationRow, QuickReply, User } from '@/shared/api/types'
import { Dialog } from '@/shared/ui/dialog'
import { BankList } from './bank-list'
import { type Draft, ReplyForm } from './reply-form'

interface BankProps {
  row: ConversationRow
  me: User
  replies: readonly QuickReply[]
  /** What the operator typed so far: may be kept as a quick reply. */
  answer: string
  /** Set when a keyword left a choice. */
  search: string
  onChoose: (reply: QuickReply) => void
  onClose: () => void
}

/** «Быстрые ответы»: choose one, or look after them. */
export function Bank({ row, me, replies, answer, search, onChoose, onClose }: BankProps) {
  const { t } = useTranslation(['quick', 'common'])
  const [draft, setDraft] = useState<Draft | null>(null)
  return (
    <Dialog
      onClose={onClose}
      size="lg"
      title={draft === null ? t('title') : t(draft.base === null ? 'new' : 'edit')}
    >
      {draft === null ? (
        <BankList
          replies={replies}
          answer={answer}
          search={search}
          onChoose={onChoose}
          onEdit={(base) => setDraft({ base, text: base.text })}
          onAdd={(text) => setDraft({ base: null, text })}
        />
      ) : (
        <ReplyForm
          draft={draft}
          row={row}
          me={me}
          replies={replies}
          onDone={() => setDraft(null)}
        />
      )}
    </Dialog>
  )
}
