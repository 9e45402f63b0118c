import { Button, Checkbox, Popover } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { accountsQuery } from '@/shared/api/queries'
import type { Id } from '@/shared/api/types'
import classes from './account-filter.module.css'

interface AccountFilterProps {
  /** Empty = all. */
  chosen: readonly Id[]
  onChange: (accounts: Id[]) => void
}

/** «Аккаунты (N)»: whose chats the list shows. */
export function AccountFilter({ chosen, onChange }: AccountFilterProps) {
  const { t } = useTranslation(['inbox', 'common'])
  const { data: accounts = [] } = useQuery(accountsQuery)
  if (accounts.length < 2) return null

  const all = accounts.map((account) => account.id)
  const shown = chosen.length === 0 ? all : all.filter((id) => chosen.includes(id))
  const toggle = (id: Id) => {
    const next = shown.includes(id) ? shown.filter((other) => other !== id) : [...shown, id]
    // Nothing ticked would show nothing, and everything ticked must include accounts added later.
    onChange(next.length === 0 || next.length === all.length ? [] : next)
  }

  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button variant="default" size="xs" className={classes.button}>
          {t('accounts.button', { count: shown.length })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('accounts.title')}>
        <div className={classes.list}>
          <Checkbox
            label={t('accounts.all')}
            checked={shown.length === all.length}
            indeterminate={shown.length < all.length}
            onChange={() => onChange([])}
          />
          <hr className={classes.rule} />
          {accounts.map((account) => (
            <Checkbox
              key={account.id}
              label={account.title}
              checked={shown.includes(account.id)}
              onChange={() => toggle(account.id)}
            />
          ))}
          <p className={classes.hint}>{t('accounts.hint')}</p>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
