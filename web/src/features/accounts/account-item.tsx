import { ActionIcon, Button, Menu, Modal } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconDots, IconPlayerPause } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { confirmsSending } from '@/shared/api/settings'
import type { AccountView } from '@/shared/api/types'
import { listTime, span } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import { useNow } from '@/shared/ui/use-now'
import classes from './account-item.module.css'
import { useAccountActions } from './use-account-actions'

interface AccountItemProps {
  account: AccountView
  mayManage: boolean
}

const icons = { ok: IconCircleCheck, problem: IconAlertTriangle, disabled: IconPlayerPause }

export function AccountItem({ account, mayManage }: AccountItemProps) {
  const { t } = useTranslation(['accounts', 'common'])
  const Icon = icons[account.status]
  return (
    <li className={classes.item}>
      <div className={classes.head}>
        <div className={classes.names}>
          <h2 className={classes.title}>{account.title}</h2>
          <p className={classes.meta}>
            {account.channel === 'avito' ? t('common:channel.avito') : account.channel}
            {account.external_id && ` · ${t('number', { id: account.external_id })}`}
          </p>
        </div>
        <span className={classes.status} data-status={account.status}>
          <Icon size={18} stroke={1.75} aria-hidden />
          {t(`status.${account.status}`)}
        </span>
        {mayManage && <Actions account={account} />}
      </div>
      <Problem account={account} />
      <Facts account={account} />
    </li>
  )
}

function Problem({ account: { problem } }: { account: AccountView }) {
  const { t } = useTranslation(['accounts', 'common'])
  const language = useLanguage()
  const now = useNow()
  if (problem === null) return null
  return (
    <p className={classes.problem}>
      {problem.message}{' '}
      <span className={classes.since}>
        ({t('since', { time: listTime(language, problem.since, now) })})
      </span>
    </p>
  )
}

function Facts({ account }: { account: AccountView }) {
  const { t } = useTranslation(['accounts', 'common'])
  const language = useLanguage()
  if (!account.enabled) return null
  const { waiting, eta_s } = account.queue
  return (
    <ul className={classes.facts}>
      <li>{t(account.webhook.active ? 'webhookOn' : 'webhookOff')}</li>
      {confirmsSending(account) && <li>{t('confirms')}</li>}
      {waiting > 0 && (
        <li>
          {t('waiting', { count: waiting })}
          {eta_s >= 60 && `, ${t('eta', { time: span(language, eta_s * 1000) })}`}
        </li>
      )}
    </ul>
  )
}

function Actions({ account }: { account: AccountView }) {
  const { t } = useTranslation(['accounts', 'common'])
  const [isRemoving, setRemoving] = useState(false)
  const actions = useAccountActions(account)
  return (
    <>
      <Button
        variant="default"
        size="xs"
        loading={actions.isChecking}
        onClick={actions.check}
        disabled={!account.enabled}
      >
        {t('check')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" size="lg" aria-label={t('menu', { title: account.title })}>
            <IconDots size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={actions.toggleConfirm}>
            {t(confirmsSending(account) ? 'confirmOff' : 'confirmOn')}
          </Menu.Item>
          <Menu.Item onClick={actions.toggle}>
            {t(account.enabled ? 'disable' : 'enable')}
          </Menu.Item>
          {account.channel === 'avito' && (
            <Menu.Item component="a" href={`/api/v1/accounts/${account.id}/oauth`}>
              {t('connect')}
            </Menu.Item>
          )}
          <Menu.Item color="danger" onClick={() => setRemoving(true)}>
            {t('remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={isRemoving}
        onClose={() => setRemoving(false)}
        title={t('removeTitle', { title: account.title })}
        closeButtonProps={{ 'aria-label': t('common:action.close') }}
      >
        <p>{t('removeText')}</p>
        <div className={classes.confirm}>
          <Button variant="default" onClick={() => setRemoving(false)}>
            {t('common:action.keep')}
          </Button>
          <Button color="danger" onClick={actions.remove} loading={actions.isRemoving}>
            {t('remove')}
          </Button>
        </div>
      </Modal>
    </>
  )
}
