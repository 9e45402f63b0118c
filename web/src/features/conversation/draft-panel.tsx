import { Button, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type RefObject, useEffect, useEffectEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import type { ConversationRow, DraftSource, DropReason, Id, User } from '@/shared/api/types'
import { currentDraft, setDraft } from '@/shared/drafts'
import { percent } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import { useErrorText } from '@/shared/ui/error-text'
import { notify } from '@/shared/ui/notify'
import classes from './draft-panel.module.css'

interface DraftPanelProps {
  row: ConversationRow
  me: User
  /** The draft that is in the field: sending names it, and the server sees what became of it. */
  taken: RefObject<Id | undefined>
  field: RefObject<HTMLTextAreaElement | null>
  onClose: () => void
}

/** The bot's proposal above the field: taken over to be edited, or dropped; it never sends by itself. */
export function DraftPanel({ row, me, taken, field, onClose }: DraftPanelProps) {
  const { t } = useTranslation(['conversation', 'common'])
  const language = useLanguage()
  const errorText = useErrorText()
  const { id, last_message: last } = row.conversation
  const [isTaken, setTaken] = useState(false)
  const [seen] = useState(last?.id)
  const asking = useId()
  const { data: draft, error } = useQuery({
    queryKey: ['draft', id, asking],
    queryFn: ({ signal }) => api.askDraft(id, signal),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnMount: false,
  })

  /** `null`: it was sent, and the server has counted it. */
  const end = (fate: DropReason | null) => {
    // A count that is lost does no harm.
    if (draft !== undefined && fate !== null)
      api.reportDraft(id, draft.id, fate).catch(() => undefined)
    taken.current = undefined
    if (currentDraft(id) === draft?.text) setDraft(id, '')
    onClose()
    field.current?.focus()
  }
  const moveOn = useEffectEvent(() => {
    if (last == null || last.id === seen || last.id === draft?.after) return
    const isMine = last.author.kind === 'operator' && last.author.user_id === me.id
    if (isMine && isTaken) return end(null)
    if (isMine) return end('dropped')
    if (draft !== undefined) void notify({ message: t('draft.outdated') })
    end('outdated')
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when something was said or the draft came
  useEffect(() => moveOn(), [last?.id, draft])

  const take = () => {
    if (draft === undefined) return
    const typed = currentDraft(id)
    setDraft(id, typed.trim() === '' ? draft.text : `${typed}\n${draft.text}`)
    taken.current = draft.id
    setTaken(true)
    field.current?.focus()
  }
  return (
    <section className={classes.panel} aria-label={t('draft.title')} aria-busy={!draft && !error}>
      <h3 className={classes.title}>
        {t('draft.title')}
        {draft && (
          <span className={classes.note}>
            {t('trace.confidence', { value: percent(language, draft.confidence) })}
          </span>
        )}
      </h3>
      {error && <p role="alert">{errorText(error)}</p>}
      {!draft && !error && (
        <p role="status">
          <Loader size="xs" /> {t('draft.writing')}
        </p>
      )}
      {draft && !isTaken && <p className={classes.text}>{draft.text}</p>}
      {draft && isTaken && <p className={classes.note}>{t('draft.taken')}</p>}
      {draft && <Sources sources={draft.sources} />}
      <div className={classes.buttons}>
        {draft && !isTaken && (
          <Button size="xs" onClick={take}>
            {t('draft.take')}
          </Button>
        )}
        <Button size="xs" variant="subtle" onClick={() => end('dropped')}>
          {t('draft.drop')}
        </Button>
      </div>
    </section>
  )
}

function Sources({ sources }: { sources: readonly DraftSource[] }) {
  const { t } = useTranslation(['conversation', 'common'])
  const language = useLanguage()
  if (sources.length === 0) return <p className={classes.note}>{t('trace.nothing')}</p>
  return (
    <details>
      <summary className={classes.note}>{t('trace.sources')}</summary>
      <ul className={classes.sources}>
        {sources.map(({ article, title, text, score, cited }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one article may be found twice, and the list is fixed
          <li key={index}>
            <strong title={article}>{title}</strong>{' '}
            <span className={classes.note}>
              {t('trace.score', { value: percent(language, score) })}
              {cited && `, ${t('trace.cited')}`}
            </span>
            <p className={classes.text}>{text}</p>
          </li>
        ))}
      </ul>
    </details>
  )
}
