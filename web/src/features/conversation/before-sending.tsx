import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ConversationRow, Message } from '@/shared/api/types'
import classes from './before-sending.module.css'
import { leaderOf } from './ownership'
import { RichText } from './rich-text'

interface AnsweredProps {
  answers: readonly Message[]
  row: ConversationRow
  me: number
  onSend: () => void
  onDrop: () => void
  onClose: () => void
}

/** Somebody answered while this was written: their words, and what to do with one's own. */
export function Answered({ answers, row, me, onSend, onDrop, onClose }: AnsweredProps) {
  const { t } = useTranslation(['conversation', 'common'])
  const nameOf = ({ author }: Message) => {
    if (author.kind === 'bot') return t('common:author.bot')
    if (author.kind === 'native') return t('common:author.nativeOther')
    const leader = leaderOf(row.conversation.owner, row.owner_name, me)
    const { owner } = row.conversation
    const leads =
      author.kind === 'operator' && owner.kind === 'operator' && owner.user_id === author.user_id
    return (leads && leader.kind === 'colleague' && leader.name) || t('common:author.operator')
  }
  return (
    <section className={classes.panel} role="alert" aria-label={t('answered.title')}>
      <p className={classes.title}>{t('answered.title')}</p>
      <ul className={classes.answers}>
        {answers.map((answer) => (
          <li key={answer.id} className={classes.answer}>
            <strong>{nameOf(answer)}:</strong> <RichText text={answer.text} />
          </li>
        ))}
      </ul>
      <div className={classes.buttons}>
        <Button size="xs" onClick={onSend}>
          {t('answered.send')}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t('answered.edit')}
        </Button>
        <Button size="xs" variant="subtle" onClick={onDrop}>
          {t('answered.drop')}
        </Button>
      </div>
    </section>
  )
}

interface ConfirmProps {
  text: string
  /** Messages it leaves as. */
  parts: number
  onSend: () => void
  onClose: () => void
}

/** The account wants each answer looked at once more. */
export function ConfirmSending({ text, parts, onSend, onClose }: ConfirmProps) {
  const { t } = useTranslation(['conversation', 'common'])
  return (
    <section
      className={classes.panel}
      aria-label={t('confirm.title')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        onClose()
      }}
    >
      <p className={classes.title}>{t('confirm.title')}</p>
      <div className={classes.preview}>
        <RichText text={text} />
      </div>
      {parts > 1 && <p className={classes.note}>{t('composer.split', { count: parts })}</p>}
      <div className={classes.buttons}>
        <Button size="xs" onClick={onSend} autoFocus>
          {t('composer.send')}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t('confirm.back')}
        </Button>
      </div>
    </section>
  )
}

interface ElsewhereProps {
  text: string
  onTake: () => void
  onKeep: () => void
}

/** What this operator wrote on another device while something was written here. */
export function Elsewhere({ text, onTake, onKeep }: ElsewhereProps) {
  const { t } = useTranslation(['conversation', 'common'])
  return (
    <section className={classes.panel} role="status" aria-label={t('elsewhere.title')}>
      <p className={classes.title}>{t('elsewhere.title')}</p>
      <div className={classes.preview}>{text}</div>
      <div className={classes.buttons}>
        <Button size="xs" variant="default" onClick={onTake}>
          {t('elsewhere.take')}
        </Button>
        <Button size="xs" variant="subtle" onClick={onKeep}>
          {t('elsewhere.keep')}
        </Button>
      </div>
    </section>
  )
}
