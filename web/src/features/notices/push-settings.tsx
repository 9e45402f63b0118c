import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import type { PushSettings as Settings } from '@/shared/api/types'
import { joinPush, leavePush, ownDevice, pushObstacle } from '@/shared/attention/push'
import { useLanguage } from '@/shared/i18n/i18n'
import { useShowError } from '@/shared/ui/error-text'
import { ErrorState } from '@/shared/ui/notice'
import { notify } from '@/shared/ui/notify'
import { Devices } from './devices'
import classes from './notices.module.css'

const KEY = ['push'] as const

/** Pushes to this device, and of what; the user's other devices below. */
export function PushSettings() {
  const { t } = useTranslation(['notices', 'common'])
  const settings = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.push(signal) })
  const obstacle = pushObstacle()
  return (
    <section className={classes.section} aria-labelledby="push-heading">
      <h3 id="push-heading" className={classes.heading}>
        {t('push.title')}
      </h3>
      <p className={classes.about}>{t('push.about')}</p>
      {settings.isError && (
        <ErrorState
          title={t('push.failed')}
          error={settings.error}
          onRetry={() => void settings.refetch()}
        />
      )}
      {obstacle !== null && (
        <p className={classes.obstacle} role="note">
          {t(`push.${obstacle}`)}
        </p>
      )}
      {settings.data && (
        <>
          {obstacle === null && <ThisDevice settings={settings.data} />}
          <Devices devices={settings.data.devices} queryKey={KEY} />
        </>
      )}
    </section>
  )
}

function ThisDevice({ settings: { public_key, devices } }: { settings: Settings }) {
  const { t } = useTranslation(['notices', 'common'])
  const lang = useLanguage()
  const client = useQueryClient()
  const showError = useShowError()
  const own = devices.find(({ id }) => id === ownDevice())
  const [wishes, setWishes] = useState({ mine: own?.mine ?? true, queue: own?.queue ?? true })
  const again = () => client.invalidateQueries({ queryKey: KEY })
  const join = useMutation({
    mutationFn: (wanted: typeof wishes) => joinPush(public_key, { ...wanted, lang }),
    onSuccess: async (device) => {
      await again()
      void notify(
        device === null
          ? { color: 'danger', message: t('push.refused') }
          : { message: t('push.saved') },
      )
    },
    onError: showError,
  })
  const leave = useMutation({ mutationFn: leavePush, onSuccess: again, onError: showError })
  const change = (changed: Partial<typeof wishes>) => {
    const wanted = { ...wishes, ...changed }
    setWishes(wanted)
    if (own !== undefined) join.mutate(wanted)
  }
  return (
    <>
      <Checkbox
        label={t('push.mine')}
        checked={wishes.mine}
        onChange={(event) => change({ mine: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('push.queue')}
        checked={wishes.queue}
        onChange={(event) => change({ queue: event.currentTarget.checked })}
      />
      <div className={classes.actions}>
        {own === undefined ? (
          <Button loading={join.isPending} onClick={() => join.mutate(wishes)}>
            {t('push.on')}
          </Button>
        ) : (
          <>
            <span className={classes.isOn}>{t('push.isOn')}</span>
            <Button variant="default" loading={leave.isPending} onClick={() => leave.mutate()}>
              {t('push.off')}
            </Button>
          </>
        )}
      </div>
    </>
  )
}
