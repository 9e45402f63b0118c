import { useTranslation } from 'react-i18next'
import type { ConversationRow, QuickReply, User } from '@/shared/api/types'
import classes from './composer.module.css'
import type { FileProblem, TextSize } from './composer-limits'
import { leaderOf } from './ownership'
import { unfilled } from './quick-replies/expand'

interface ComposerNotesProps {
  id: string
  row: ConversationRow
  me: User
  text: string
  size: TextSize
  problem: FileProblem | null
  isConflict: boolean
  /** Quick replies whose keyword stands before the caret. */
  offered: readonly QuickReply[]
}

/** What the operator should know before sending: who leads, how long the text is, what went wrong. */
export function ComposerNotes({
  id,
  row,
  me,
  text,
  size,
  problem,
  isConflict,
  offered,
}: ComposerNotesProps) {
  const { t } = useTranslation(['conversation', 'quick', 'common'])
  const leader = leaderOf(row.conversation.owner, row.owner_name, me.id)
  const gap = unfilled(text)
  const problemText =
    problem?.kind === 'tooLarge'
      ? t('composer.tooLarge', { name: problem.name, count: problem.megabytes })
      : problem && t('composer.notImage', { name: problem.name, formats: problem.formats })
  const leads = {
    bot: t('composer.conflictBot'),
    queue: t('composer.conflictQueue'),
    me: me.name,
    colleague: row.owner_name ?? t('composer.conflictOther'),
  }[leader.kind]
  const hint = {
    bot: t('composer.hintBot'),
    queue: t('composer.hintQueue'),
    me: null,
    colleague: t('composer.hintColleague', {
      name: row.owner_name ?? t('composer.conflictOther'),
    }),
  }[leader.kind]

  return (
    <div id={id} className={classes.notes}>
      {isConflict && (
        <p className={classes.alert} role="alert">
          {t('composer.conflict', { owner: leads })}
        </p>
      )}
      {problemText && (
        <p className={classes.alert} role="alert">
          {problemText}
        </p>
      )}
      {gap && (
        <p className={classes.alert} role="alert">
          {t('quick:unfilled', { variable: text.slice(gap.start, gap.end) })}
        </p>
      )}
      {offered.length > 0 && (
        <p className={classes.hint} role="status">
          {offered.length === 1
            ? t('quick:tab', { title: offered[0]?.title })
            : t('quick:tabChoose', { titles: offered.map(({ title }) => title).join(', ') })}
        </p>
      )}
      {hint && !isConflict && <p className={classes.hint}>{hint}</p>}
      {size.kind === 'near' && (
        <p className={classes.counter}>{t('composer.counter', { count: size.left })}</p>
      )}
      {size.kind === 'split' && (
        <p className={classes.counter}>{t('composer.split', { count: size.parts })}</p>
      )}
    </div>
  )
}
