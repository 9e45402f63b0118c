import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import type { Id, PushDevice } from '@/shared/api/types'
import { leavePush, ownDevice } from '@/shared/attention/push'
import { fullDate } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import { useShowError } from '@/shared/ui/error-text'
import { notify } from '@/shared/ui/notify'
import classes from './notices.module.css'

/** Where the user is told; a device left behind somewhere can be turned off from here. */
export function Devices({
  devices,
  queryKey,
}: {
  devices: readonly PushDevice[]
  queryKey: readonly string[]
}) {
  const { t } = useTranslation(['notices', 'common'])
  const language = useLanguage()
  const client = useQueryClient()
  const showError = useShowError()
  const remove = useMutation({
    mutationFn: (id: Id) => (id === ownDevice() ? leavePush() : api.leavePush(id)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey })
      void notify({ message: t('devices.removed') })
    },
    onError: showError,
  })
  if (devices.length === 0) return null
  return (
    <>
      <h4 className={classes.heading}>{t('devices.title')}</h4>
      <ul className={classes.devices}>
        {devices.map(({ id, device, created_at }) => {
          const name = device || t('devices.unnamed')
          return (
            <li key={id} className={classes.device}>
              <span>
                {name}
                {id === ownDevice() && ` (${t('devices.this')})`}
                <span className={classes.since}>
                  {t('devices.since', { time: fullDate(language, created_at) })}
                </span>
              </span>
              <Button
                size="xs"
                variant="subtle"
                color="danger"
                aria-label={t('devices.remove', { device: name })}
                onClick={() => remove.mutate(id)}
              >
                {t('common:action.delete')}
              </Button>
            </li>
          )
        })}
      </ul>
    </>
  )
}
