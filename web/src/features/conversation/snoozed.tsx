import { IconClockPause } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Id } from '@/shared/api/types'
import { moment } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import classes from './snoozed.module.css'
import { useSnooze } from './use-snooze'

interface SnoozedProps {
  id: Id
  until: number
  mayReturn: boolean
}

/** Until when the chat is put off, and the way back. */
export function Snoozed({ id, until, mayReturn }: SnoozedProps) {
  const { t } = useTranslation(['conversation', 'common'])
  const language = useLanguage()
  const snooze = useSnooze(id)
  return (
    <p className={classes.line}>
      <IconClockPause size={14} aria-hidden />{' '}
      {t('snooze.until', { time: moment(language, until) })}
      {mayReturn && (
        <button type="button" className={classes.action} onClick={() => snooze(null)}>
          {t('snooze.return')}
        </button>
      )}
    </p>
  )
}
