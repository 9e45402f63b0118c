import { UnstyledButton } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Counts, Tab } from '@/shared/api/types'
import classes from './tabs.module.css'

interface TabsProps {
  tab: Tab
  counts: Counts | undefined
  onChange: (tab: Tab) => void
}

const MAIN = ['bot', 'mine', 'queue'] as const

const MoreTabs = lazy(async () => ({ default: (await import('./more-tabs')).MoreTabs }))

/** Whose conversations: the three everyday tabs, the rest behind a menu. */
export function Tabs({ tab, counts, onChange }: TabsProps) {
  const { t } = useTranslation(['inbox', 'common'])
  return (
    <nav className={classes.tabs} aria-label={t('tab.label')}>
      {MAIN.map((name) => (
        <UnstyledButton
          key={name}
          className={classes.tab}
          aria-current={tab === name ? 'page' : undefined}
          onClick={() => onChange(name)}
        >
          {t(`tab.${name}`)}
          {counts !== undefined && counts[name] > 0 && (
            <span className={classes.count} data-urgent={name === 'queue' || undefined}>
              <span aria-hidden>{counts[name] > 999 ? '999+' : counts[name]}</span>
              <span className="visually-hidden">{t('tabCount', { count: counts[name] })}</span>
            </span>
          )}
        </UnstyledButton>
      ))}
      <Suspense>
        <MoreTabs tab={tab} snoozed={counts?.snoozed ?? 0} onChange={onChange} />
      </Suspense>
    </nav>
  )
}
