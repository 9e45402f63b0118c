import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import { keys } from '@/shared/api/queries'
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
  const client = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: ({ until }: { until: number | null; isUndo?: boolean }) => api.snooze(id, until),
    onSuccess: (changed, { until, isUndo }) => {
      applyRows({ conversations: [changed], messages: [] })
      // The stream brings this row once more, and finds nothing moved.
      void client.invalidateQueries({ queryKey: keys.counts })
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
