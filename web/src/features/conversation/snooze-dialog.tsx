import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Id } from '@/shared/api/types'
import { moment } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import { Dialog } from '@/shared/ui/dialog'
import { fieldValue, inAnHour, timeOf, tomorrowMorning } from './snooze'
import classes from './snooze-dialog.module.css'
import { useSnooze } from './use-snooze'

interface SnoozeDialogProps {
  id: Id
  onClose: () => void
}

/** «Отложить»: for an hour, until tomorrow, or until a time of one's own. */
export function SnoozeDialog({ id, onClose }: SnoozeDialogProps) {
  const { t } = useTranslation(['conversation', 'common'])
  const language = useLanguage()
  const snooze = useSnooze(id)
  const [now] = useState(() => Date.now())
  const [own, setOwn] = useState(() => fieldValue(tomorrowMorning(now)))
  const time = timeOf(own, now)
  const choose = (until: number) => {
    snooze(until)
    onClose()
  }
  return (
    <Dialog onClose={onClose} size="sm" title={t('snooze.title')}>
      <div className={classes.choices}>
        <Button
          variant="default"
          data-autofocus
          rightSection={<When text={moment(language, inAnHour(now))} />}
          onClick={() => choose(inAnHour(Date.now()))}
        >
          {t('snooze.hour')}
        </Button>
        <Button
          variant="default"
          rightSection={<When text={moment(language, tomorrowMorning(now))} />}
          onClick={() => choose(tomorrowMorning(now))}
        >
          {t('snooze.tomorrow')}
        </Button>
        <form
          className={classes.own}
          onSubmit={(event) => {
            event.preventDefault()
            if (time !== null) choose(time)
          }}
        >
          <label className={classes.label}>
            {t('snooze.own')}
            <input
              className={classes.field}
              type="datetime-local"
              value={own}
              min={fieldValue(now)}
              onChange={(event) => setOwn(event.currentTarget.value)}
            />
          </label>
          <Button type="submit" disabled={time === null}>
            {t('snooze.confirm')}
          </Button>
        </form>
        <p className={classes.hint}>{t('snooze.hint')}</p>
      </div>
    </Dialog>
  )
}

const When = ({ text }: { text: string }) => <span className={classes.when}>{text}</span>
