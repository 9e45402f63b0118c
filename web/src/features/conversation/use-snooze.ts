import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import type { Id } from '@/shared/api/types'
import { moment } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import { applyRows } from '@/shared/live/store'
import { useShowError } from '@/shared/ui/error-text'
import { notify } from '@/shared/ui/notify'

/** Puts a conversation off, or brings it back (`null`); either can be undone. */
export function useSnooze(id: Id) {
  const { t } = useTranslation(['conversation', 'common'])
  const language = useLanguage()
  const onError = useShowError()
  const { mutate } = useMutation({
    mutationFn: ({ until }: { until: number | null; isUndo?: boolean }) => api.snooze(id, until),
    onSuccess: (changed, { until, isUndo }) => {
      applyRows({ conversations: [changed], messages: [] })
      if (until === null) return isUndo ? undefined : void notify({ message: t('snooze.back') })
      void notify({
        message: t('snooze.done', { time: moment(language, until) }),
        action: {
          label: t('common:action.undo'),
          run: () => mutate({ until: null, isUndo: true }),
        },
      })
    },
    onError,
  })
  return (until: number | null) => mutate({ until })
}
