import { ActionIcon, Menu } from '@mantine/core'
import { IconDotsVertical } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import { pausesQuery } from '@/shared/api/queries'
import type { BotPause, ConversationRow, Id, PauseScope, User } from '@/shared/api/types'
import { applyRows } from '@/shared/live/store'
import { mayReply } from '@/shared/session/session'
import { useShowError } from '@/shared/ui/error-text'
import { notify } from '@/shared/ui/notify'
import { inAnHour, tomorrowMorning } from './snooze'
import { useSnooze } from './use-snooze'
import { refresh } from './use-switch-owner'

const ShareDialog = lazy(async () => ({
  default: (await import('./share/share-dialog')).ShareDialog,
}))
const ExportDialog = lazy(async () => ({
  default: (await import('./share/export-dialog')).ExportDialog,
}))

interface MoreMenuProps {
  row: ConversationRow
  me: User
  pause: BotPause | null
  onSnooze: () => void
}

/** What is done with a conversation more seldom: give it away, close it, silence the bot, show it outside. */
export function MoreMenu({ row, me, pause, onSnooze }: MoreMenuProps) {
  const { t } = useTranslation(['conversation', 'share', 'common'])
  const [dialog, setDialog] = useState<'share' | 'export' | null>(null)
  const { id } = row.conversation
  const close = () => setDialog(null)
  return (
    <>
      <Menu position="bottom-end" width={280} shadow="md" withinPortal={false}>
        <Menu.Target>
          <ActionIcon variant="subtle" size="lg" aria-label={t('more.open')}>
            <IconDotsVertical size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayReply(me.role) && (
            <>
              <Transfer row={row} me={me} />
              <Menu.Divider />
              <Snoozing row={row} onSnooze={onSnooze} />
              <Pauses row={row} me={me} pause={pause} />
              <Menu.Divider />
            </>
          )}
          <Menu.Label>{t('share:menu.label')}</Menu.Label>
          {mayReply(me.role) && (
            <Menu.Item onClick={() => setDialog('share')}>{t('share:menu.share')}</Menu.Item>
          )}
          <Menu.Item onClick={() => setDialog('export')}>{t('share:menu.export')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {dialog === 'share' && <ShareDialog id={id} onClose={close} />}
        {dialog === 'export' && <ExportDialog id={id} me={me} onClose={close} />}
      </Suspense>
    </>
  )
}

function Snoozing({ row, onSnooze }: Pick<MoreMenuProps, 'row' | 'onSnooze'>) {
  const { t } = useTranslation(['conversation', 'common'])
  const { id, status, snoozed_until } = row.conversation
  const snooze = useSnooze(id)
  if (status === 'closed') return null
  return (
    <>
      <Menu.Label>{t('snooze.title')}</Menu.Label>
      <Menu.Item onClick={() => snooze(inAnHour(Date.now()))}>{t('snooze.hour')}</Menu.Item>
      <Menu.Item onClick={() => snooze(tomorrowMorning(Date.now()))}>
        {t('snooze.tomorrow')}
      </Menu.Item>
      <Menu.Item onClick={onSnooze}>{t('snooze.choose')}</Menu.Item>
      {snoozed_until !== null && (
        <Menu.Item onClick={() => snooze(null)}>{t('snooze.return')}</Menu.Item>
      )}
      <Menu.Divider />
    </>
  )
}

function Transfer({ row, me }: { row: ConversationRow; me: User }) {
  const { t } = useTranslation(['conversation', 'common'])
  const showError = useShowError()
  const { id, owner, epoch, status } = row.conversation
  const { data: colleagues = [] } = useQuery({
    queryKey: ['colleagues', id],
    queryFn: ({ signal }) => api.colleagues(id, signal),
  })
  const give = useMutation({
    mutationFn: (user: Id | null) => api.assign(id, user, epoch),
    onSuccess: (changed, user) => {
      applyRows({ conversations: [changed], messages: [] })
      const name = colleagues.find((colleague) => colleague.id === user)?.name
      void notify({ message: name ? t('more.given', { name }) : t('more.queued') })
    },
    onError: async (error) => {
      showError(error)
      await refresh(id)
    },
  })
  const close = useMutation({
    mutationFn: () => api.close(id),
    onSuccess: (changed) => applyRows({ conversations: [changed], messages: [] }),
    onError: showError,
  })
  const leads = owner.kind === 'operator' ? owner.user_id : null
  const others = colleagues.filter((colleague) => colleague.id !== me.id && colleague.id !== leads)
  return (
    <>
      <Menu.Label>{t('more.transfer')}</Menu.Label>
      {others.map(({ id: user, name }) => (
        <Menu.Item key={user} onClick={() => give.mutate(user)}>
          {name}
        </Menu.Item>
      ))}
      {owner.kind !== 'queue' && (
        <Menu.Item onClick={() => give.mutate(null)}>{t('more.toQueue')}</Menu.Item>
      )}
      {status !== 'closed' && (
        <Menu.Item onClick={() => close.mutate()}>{t('more.close')}</Menu.Item>
      )}
    </>
  )
}

function Pauses({ row, me, pause }: Omit<MoreMenuProps, 'onSnooze'>) {
  const { t } = useTranslation(['conversation', 'common'])
  const client = useQueryClient()
  const showError = useShowError()
  const change = useMutation({
    mutationFn: ({ scope, on }: { scope: PauseScope; on: boolean }) =>
      on ? api.pauseBot(scope) : api.resumeBot(scope),
    onSuccess: (pauses, { on }) => {
      client.setQueryData(pausesQuery.queryKey, pauses)
      void notify({ message: t(on ? 'pause.done' : 'pause.lifted') })
    },
    onError: showError,
  })
  const { account_id, id } = row.conversation
  const mayLift = pause !== null && (pause.scope.kind !== 'all' || me.role === 'admin')
  const scopes: PauseScope[] = [
    { kind: 'conversation', conversation_id: id },
    { kind: 'account', account_id },
    ...(me.role === 'admin' ? [{ kind: 'all' } as const] : []),
  ]
  return (
    <>
      <Menu.Label>{t('pause.label')}</Menu.Label>
      {mayLift && (
        <Menu.Item onClick={() => change.mutate({ scope: pause.scope, on: false })}>
          {t(`pause.lift.${pause.scope.kind}`)}
        </Menu.Item>
      )}
      {pause === null &&
        scopes.map((scope) => (
          <Menu.Item
            key={scope.kind}
            color={scope.kind === 'all' ? 'danger' : undefined}
            onClick={() => change.mutate({ scope, on: true })}
          >
            {t(`pause.scope.${scope.kind}`, { account: row.account.title })}
          </Menu.Item>
        ))}
    </>
  )
}
