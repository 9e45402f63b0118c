import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationQuery } from '@/shared/api/endpoints'
import { countsQuery } from '@/shared/api/queries'
import type { ConversationRow, Id, Tab } from '@/shared/api/types'
import { ErrorState } from '@/shared/ui/notice'
import { ConversationList, EmptyList, ListSkeleton } from './conversation-list'
import { isNarrowed, noFilters } from './filter'
import classes from './inbox.module.css'
import { Tabs } from './tabs'
import { useConversationList } from './use-conversation-list'

const SearchResults = lazy(async () => ({
  default: (await import('./search-results')).SearchResults,
}))
const Filters = lazy(async () => ({ default: (await import('./filters')).Filters }))
const FilteredEmpty = lazy(async () => ({
  default: (await import('./filtered-empty')).FilteredEmpty,
}))
const AccountFilter = lazy(async () => ({
  default: (await import('./account-filter')).AccountFilter,
}))

const SEARCH_QUIET_MS = 250

interface InboxProps {
  query: ConversationQuery
  /** What is searched for; empty = the list. */
  q: string
  selected: Id | null
  hrefOf: (id: Id, message?: Id) => string
  onSelect: (id: Id, message?: Id) => void
  onQuery: (change: Partial<ConversationQuery> & { q?: string }) => void
  /** Told of the rows in their order, for walking them by keys. */
  onRows: (rows: readonly ConversationRow[]) => void
}

/** The left pane: search, accounts, and the list or what was found. */
export function Inbox({ query, q, onQuery, ...rows }: InboxProps) {
  const { t } = useTranslation(['inbox', 'common'])
  return (
    <section className={classes.pane} aria-label={t('list')}>
      <div className={classes.top}>
        <Search value={q} onChange={(text) => onQuery({ q: text })} />
        <Suspense>
          <AccountFilter chosen={query.accounts} onChange={(accounts) => onQuery({ accounts })} />
          {q === '' && <Filters query={query} onChange={onQuery} />}
        </Suspense>
      </div>
      {q === '' ? (
        <TabbedList query={query} onQuery={onQuery} {...rows} />
      ) : (
        <Suspense fallback={<ListSkeleton />}>
          <SearchResults q={q} accounts={query.accounts} {...rows} />
        </Suspense>
      )}
    </section>
  )
}

type TabbedListProps = Omit<InboxProps, 'q'>

function TabbedList({ query, selected, hrefOf, onSelect, onRows, onQuery }: TabbedListProps) {
  const { t } = useTranslation(['inbox', 'common'])
  const { data: counts } = useQuery(countsQuery(query.accounts))
  const list = useConversationList(query)
  const { rows, hasNextPage, isFetchingNextPage, fetchNextPage } = list

  useEffect(() => onRows(rows), [onRows, rows])
  // A tab is a question of its own: what was asked of all conversations goes.
  const toTab = (tab: Tab) => onQuery({ tab, status: undefined, assignee: undefined })
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  return (
    <>
      <Tabs tab={query.tab} counts={counts} onChange={toTab} />
      {list.isPending && <ListSkeleton />}
      {list.isError && rows.length === 0 && (
        <ErrorState title={t('failed')} error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.isSuccess &&
        rows.length === 0 &&
        (isNarrowed(query) ? (
          <Suspense>
            <FilteredEmpty onReset={() => onQuery(noFilters)} />
          </Suspense>
        ) : (
          <EmptyList kind={query.tab} />
        ))}
      {rows.length > 0 && (
        <ConversationList
          rows={rows}
          selected={selected}
          hrefOf={hrefOf}
          onSelect={onSelect}
          onEnd={readMore}
        />
      )}
    </>
  )
}

function Search({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const { t } = useTranslation(['inbox', 'common'])
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(value)
  const [settled] = useDebouncedValue(text, SEARCH_QUIET_MS)
  // Only typing starts a search; a change of the address alone does not.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (settled.trim() !== value) onChange(settled.trim())
  }, [settled])
  return (
    <TextInput
      ref={field}
      id="inbox-search"
      className={classes.search}
      type="search"
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      aria-label={t('search')}
      placeholder={t('search')}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        text === '' ? null : (
          <CloseButton
            size="sm"
            aria-label={t('searchClear')}
            onClick={() => {
              setText('')
              field.current?.focus()
            }}
          />
        )
      }
    />
  )
}
