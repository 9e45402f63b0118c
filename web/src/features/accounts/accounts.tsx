import { Button } from '@mantine/core'
import { IconPlugConnected, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountsQuery } from '@/shared/api/queries'
import { mayManageAccounts, useMe } from '@/shared/session/session'
import { EmptyState, ErrorState } from '@/shared/ui/notice'
import { AccountItem } from './account-item'
import classes from './accounts.module.css'
import { AddAccount } from './add-account'

/** The page «Аккаунты»: what is connected, how it fares, and connecting more. */
export function Accounts() {
  const { t } = useTranslation(['accounts', 'common'])
  const me = useMe()
  const accounts = useQuery(accountsQuery)
  const [isAdding, setAdding] = useState(false)
  const mayManage = mayManageAccounts(me.role)
  const add = mayManage && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      {t('add')}
    </Button>
  )
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div>
          <h1 className={classes.title}>{t('title')}</h1>
          <p className={classes.lead}>{mayManage ? t('lead') : t('noRights')}</p>
        </div>
        {accounts.data?.length !== 0 && add}
      </header>
      {accounts.isPending && <div className={classes.skeleton} aria-hidden />}
      {accounts.isError && (
        <ErrorState
          title={t('failed')}
          error={accounts.error}
          onRetry={() => void accounts.refetch()}
        />
      )}
      {accounts.data?.length === 0 && (
        <EmptyState
          icon={<IconPlugConnected size={40} stroke={1.25} />}
          title={t('empty')}
          hint={t('emptyHint')}
        >
          {add}
        </EmptyState>
      )}
      {accounts.data && accounts.data.length > 0 && (
        <ul className={classes.list}>
          {accounts.data.map((account) => (
            <AccountItem key={account.id} account={account} mayManage={mayManage} />
          ))}
        </ul>
      )}
      <AddAccount opened={isAdding} onClose={() => setAdding(false)} />
    </div>
  )
}
