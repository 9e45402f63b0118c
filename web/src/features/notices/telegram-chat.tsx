import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import { fullDate } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import { useErrorText } from '@/shared/ui/error-text'
import { ErrorState } from '@/shared/ui/notice'
import { notify } from '@/shared/ui/notify'
import classes from './notices.module.css'

/** Whether the colleagues' chat works, what is wrong with it in words, and a test. */
export function TelegramChat() {
  const { t } = useTranslation(['notices', 'common'])
  const language = useLanguage()
  const errorText = useErrorText()
  const status = useQuery({
    queryKey: ['telegram'],
    queryFn: ({ signal }) => api.telegram(signal),
  })
  const test = useMutation({
    mutationFn: api.testTelegram,
    onSuccess: () => void notify({ message: t('telegram.tested') }),
  })
  const problem = test.isError ? errorText(test.error) : status.data?.problem
  return (
    <section className={classes.section} aria-labelledby="telegram-heading">
      <h3 id="telegram-heading" className={classes.heading}>
        {t('telegram.title')}
      </h3>
      <p className={classes.about}>{t('telegram.about')}</p>
      {status.isError && (
        <ErrorState
          title={t('push.failed')}
          error={status.error}
          onRetry={() => void status.refetch()}
        />
      )}
      {status.data && !status.data.configured && <p role="note">{t('telegram.off')}</p>}
      {status.data?.configured && (
        <>
          <p>{t('telegram.on', { chat: status.data.chat_id ?? '' })}</p>
          {status.data.waiting > 0 && (
            <p>{t('telegram.waiting', { count: status.data.waiting })}</p>
          )}
          {status.data.sent_at !== null && (
            <p className={classes.about}>
              {t('telegram.sent', { time: fullDate(language, status.data.sent_at) })}
            </p>
          )}
          {problem && (
            <p className={classes.trouble} role="alert">
              {problem}
            </p>
          )}
          <div className={classes.actions}>
            <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
              {t('telegram.test')}
            </Button>
          </div>
        </>
      )}
    </section>
  )
}
