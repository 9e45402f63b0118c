import { Menu, UnstyledButton } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Tab } from '@/shared/api/types'
import classes from './tabs.module.css'

interface MoreTabsProps {
  tab: Tab
  /** How many are put off. */
  snoozed: number
  onChange: (tab: Tab) => void
}

const MORE = ['snoozed', 'closed', 'all'] as const

/** The tabs that are seldom needed. */
export function MoreTabs({ tab, snoozed, onChange }: MoreTabsProps) {
  const { t } = useTranslation('inbox')
  const chosen = MORE.find((name) => name === tab)
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton className={classes.tab} aria-current={chosen ? 'page' : undefined}>
          {t(`tab.${chosen ?? 'more'}`)}
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {MORE.map((name) => (
          <Menu.Item key={name} onClick={() => onChange(name)}>
            {t(`tab.${name}`)}
            {name === 'snoozed' && snoozed > 0 && ` (${snoozed})`}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
