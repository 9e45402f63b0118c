import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Fragment, useEffect, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type SearchFilter } from '@/shared/api/endpoints'
import type { ConversationRow, Id, SearchItem, Snippet } from '@/shared/api/types'
import { fullDate } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import { useLiveConnection } from '@/shared/live/context'
import { applyRows } from '@/shared/live/store'
import { Avatar } from '@/shared/ui/avatar'
import { ErrorState } from '@/shared/ui/notice'
import { EmptyList, ListSkeleton } from './conversation-list'
import classes from './search-results.module.css'

interface SearchResultsProps {
  q: string
  accounts: readonly Id[]
  selected: Id | null
  hrefOf: (id: Id, message?: Id) => string
  onSelect: (id: Id, message?: Id) => void
  onRows: (rows: readonly ConversationRow[]) => void
}

const LEADERS = [undefined, 'bot', 'operator'] as const
/** What is on the screen is asked for again this often, so that an answer never stays behind the messages. */
const REFRESH_MS = 3_000

/** What the search found: conversations by customer and listing, then by messages, newest first. */
export function SearchResults({ q, accounts, onRows, ...row }: SearchResultsProps) {
  const { t } = useTranslation(['inbox', 'common'])
  const live = useLiveConnection()
  const [filter, setFilter] = useState<SearchFilter>({})
  const found = useInfiniteQuery({
    queryKey: ['search', q, accounts, filter],
    initialPageParam: 0,
    queryFn: async ({ pageParam, signal }) => {
      const page = await api.search({ ...filter, q, accounts }, { skip: pageParam, signal })
      applyRows({ conversations: page.items.map((item) => item.row), messages: [] })
      live.snapshot(page.version)
      return page
    },
    getNextPageParam: (page) => page.next,
    // The index follows the messages within a moment, and buyers go on writing while somebody looks.
    staleTime: REFRESH_MS,
    refetchInterval: REFRESH_MS,
  })
  const items = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data])
  useEffect(() => onRows(items.map((item) => item.row)), [onRows, items])
  const first = found.data?.pages[0]

  return (
    <>
      <Filters filter={filter} onChange={setFilter} />
      {first && (
        <p className={classes.count} role="status">
          {t('found', { count: first.total })}
          {first.is_cut && ` ${t('foundCut')}`}
        </p>
      )}
      {found.isPending && <ListSkeleton />}
      {found.isError && items.length === 0 && (
        <ErrorState title={t('failed')} error={found.error} onRetry={() => void found.refetch()} />
      )}
      {first?.total === 0 && <EmptyList kind="search" />}
      {items.length > 0 && (
        <ul className={classes.list} aria-label={t('results')}>
          {items.map((item) => (
            <li key={`${item.row.conversation.id}.${item.message?.id ?? ''}`}>
              <Result item={item} {...row} />
            </li>
          ))}
          {found.hasNextPage && (
            <li className={classes.more}>
              <Button
                variant="default"
                loading={found.isFetchingNextPage}
                onClick={() => void found.fetchNextPage()}
              >
                {t('foundNext')}
              </Button>
            </li>
          )}
        </ul>
      )}
    </>
  )
}

interface FiltersProps {
  filter: SearchFilter
  onChange: (filter: SearchFilter) => void
}

function Filters({ filter, onChange }: FiltersProps) {
  const { t } = useTranslation(['inbox', 'common'])
  const id = useId()
  return (
    <div className={classes.filters}>
      <fieldset className={classes.group}>
        <legend className="visually-hidden">{t('ledBy.label')}</legend>
        {LEADERS.map((ledBy) => (
          <label key={ledBy ?? 'all'} className={classes.choice}>
            <input
              type="radio"
              name={id}
              checked={filter.ledBy === ledBy}
              onChange={() => onChange({ ...filter, ledBy })}
            />
            {t(`ledBy.${ledBy ?? 'all'}`)}
          </label>
        ))}
      </fieldset>
      <div className={classes.dates}>
        {(['from', 'to'] as const).map((side) => (
          <label key={side} className={classes.date}>
            {t(`period.${side}`)}
            <input
              type="date"
              value={filter[side] ?? ''}
              onChange={(event) =>
                onChange({ ...filter, [side]: event.currentTarget.value || undefined })
              }
            />
          </label>
        ))}
      </div>
    </div>
  )
}

type ResultProps = Pick<SearchResultsProps, 'selected' | 'hrefOf' | 'onSelect'> & {
  item: SearchItem
}

function Result({ item: { row, message, snippet }, selected, hrefOf, onSelect }: ResultProps) {
  const { t } = useTranslation(['inbox', 'common'])
  const language = useLanguage()
  const { conversation, contact, account } = row
  const name = contact.name ?? t('common:noName')
  const at = message?.at ?? conversation.last_message?.at ?? conversation.created_at
  return (
    <a
      className={classes.result}
      href={hrefOf(conversation.id, message?.id)}
      aria-current={conversation.id === selected ? 'true' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        onSelect(conversation.id, message?.id)
      }}
    >
      <Avatar name={name} url={contact.avatar_url} seed={contact.id} />
      <span className={classes.lines}>
        <span className={classes.name}>{name}</span>
        <span className={classes.meta}>
          {t(message === null ? 'matchContact' : 'matchMessage')} ·{' '}
          <time dateTime={new Date(at).toISOString()}>{fullDate(language, at)}</time>
        </span>
        <span className={classes.text}>
          {snippet === null ? (conversation.item?.title ?? contact.phone) : <Marked {...snippet} />}
        </span>
        <span className={classes.meta}>
          {conversation.owner.kind === 'operator'
            ? (row.owner_name ?? t('common:author.operator'))
            : t(`leads.${conversation.owner.kind}`)}{' '}
          · {account.title}
        </span>
      </span>
    </a>
  )
}

/** The words that were looked for stand out; everything stays text. */
function Marked({ text, found }: Snippet) {
  const starts = [0, ...found.map(([, end]) => end ?? 0)]
  return starts.map((start, index) => {
    const [from = text.length, to = text.length] = found[index] ?? []
    return (
      <Fragment key={start}>
        {text.slice(start, from)}
        {from < to && <mark className={classes.mark}>{text.slice(from, to)}</mark>}
      </Fragment>
    )
  })
}
