import { ActionIcon, Button, Indicator, NativeSelect, Popover } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Assignee, api, type ConversationQuery } from '@/shared/api/endpoints'
import { accountsQuery } from '@/shared/api/queries'
import type { ListStatus } from '@/shared/api/types'
import { useMe } from '@/shared/session/session'
import { filterCount, noFilters } from './filter'
import classes from './filters.module.css'

const STATUSES: readonly ListStatus[] = ['waiting', 'bot', 'operator', 'closed', 'snoozed']

interface FiltersProps {
  query: ConversationQuery
  onChange: (change: Partial<ConversationQuery>) => void
}

/** Status, who leads, channel and order. Status and leader are asked of all conversations, so the tab gives way. */
export function Filters({ query, onChange }: FiltersProps) {
  const { t } = useTranslation(['inbox', 'common'])
  const me = useMe()
  const { data: accounts = [] } = useQuery(accountsQuery)
  const { data: team = [] } = useQuery({
    queryKey: ['team'],
    queryFn: ({ signal }) => api.team(signal),
    staleTime: 60_000,
  })
  const channels = [...new Set(accounts.map(({ channel }) => channel))]
  const count = filterCount(query)
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md">
      <Indicator disabled={count === 0} color="accent" size={8} offset={4}>
        <Popover.Target>
          <ActionIcon
            variant="default"
            className={classes.button}
            aria-label={count === 0 ? t('filter.open') : t('filter.openCount', { count })}
            title={t('filter.open')}
          >
            <IconFilter size={18} stroke={1.75} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown aria-label={t('filter.open')}>
        <div className={classes.fields}>
          <NativeSelect
            label={t('filter.status')}
            value={query.status ?? ''}
            onChange={({ currentTarget: { value } }) =>
              onChange({ tab: 'all', status: STATUSES.find((status) => status === value) })
            }
            data={[
              { value: '', label: t('filter.any') },
              ...STATUSES.map((status) => ({ value: status, label: t(`filter.is.${status}`) })),
            ]}
          />
          <NativeSelect
            label={t('filter.assignee')}
            value={String(query.assignee ?? '')}
            onChange={({ currentTarget: { value } }) =>
              onChange({ tab: 'all', assignee: assigneeOf(value) })
            }
            data={[
              { value: '', label: t('filter.anyone') },
              { value: 'me', label: t('filter.me') },
              { value: 'nobody', label: t('filter.nobody') },
              ...team
                .filter(({ id }) => id !== me.id)
                .map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
          />
          {channels.length > 1 && (
            <NativeSelect
              label={t('filter.channel')}
              value={query.channel ?? ''}
              onChange={({ currentTarget: { value } }) => onChange({ channel: value || undefined })}
              data={[
                { value: '', label: t('filter.any') },
                ...channels.map((channel) => ({
                  value: channel,
                  label: channel === 'avito' ? t('common:channel.avito') : channel,
                })),
              ]}
            />
          )}
          <NativeSelect
            label={t('filter.sort')}
            value={query.sort ?? 'newest'}
            onChange={({ currentTarget: { value } }) =>
              onChange({ sort: value === 'waiting' ? 'waiting' : undefined })
            }
            data={[
              { value: 'newest', label: t('filter.newest') },
              { value: 'waiting', label: t('filter.waiting') },
            ]}
          />
          {/* Not `disabled`: whoever has just pressed it would lose focus, and with it Esc. */}
          <Button
            variant="default"
            aria-disabled={count === 0}
            data-disabled={count === 0 || undefined}
            onClick={() => onChange(noFilters)}
          >
            {t('filter.reset')}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

function assigneeOf(value: string): Assignee | undefined {
  if (value === 'me' || value === 'nobody') return value
  return value === '' ? undefined : Number(value)
}
