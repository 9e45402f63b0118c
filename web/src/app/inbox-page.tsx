import { IconMessage2 } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Inbox } from '@/features/inbox/inbox'
import type { ConversationQuery } from '@/shared/api/endpoints'
import type { ConversationRow, Id } from '@/shared/api/types'
import { withTexts } from '@/shared/i18n/later'
import { useMe } from '@/shared/session/session'
import { useHotkeys } from '@/shared/ui/hotkeys'
import { EmptyState } from '@/shared/ui/notice'
import { readStored, writeStored } from '@/shared/ui/stored'
import { useIsPhone } from '@/shared/ui/use-layout'
import classes from './inbox-page.module.css'
import { accountsOf, type InboxSearch } from './search'
import { usePageTitle } from './use-page-title'

const route = getRouteApi('/shell/inbox')

/** Fetched beside the list, so that it is there before anybody has chosen a chat. */
const chat = withTexts(
  ['conversation', 'quick'],
  () => import('@/features/conversation/conversation'),
)
const Conversation = lazy(async () => ({ default: (await chat).Conversation }))

/** The messenger: list on the left, chat on the right, one of them at a time on a phone. */
export function InboxPage() {
  const { t } = useTranslation(['inbox', 'common'])
  usePageTitle('nav.inbox')
  const me = useMe()
  const isPhone = useIsPhone()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const selected = search.chat ?? null
  // This page's own: while a redirect is under way the router already holds another page's.
  const held = useRef(search)
  useEffect(() => {
    held.current = search
  }, [search])
  const rows = useRef<readonly ConversationRow[]>([])
  const storageKey = `sufler.accounts.${me.id}`

  const accounts = search.accounts ?? storedAccounts(storageKey)
  const query = useMemo<ConversationQuery>(
    () => ({
      tab: search.tab ?? 'bot',
      accounts: accountsOf(accounts),
      status: search.status,
      assignee: search.assignee,
      channel: search.channel,
      sort: search.sort,
    }),
    [search.tab, accounts, search.status, search.assignee, search.channel, search.sort],
  )
  const onQuery = useCallback(
    ({ accounts: asked, q, ...change }: Partial<ConversationQuery> & { q?: string }) => {
      const chosen = asked?.join(',')
      if (chosen !== undefined) writeStored(storageKey, chosen === '' ? null : chosen)
      void navigate({
        search: {
          ...held.current,
          ...(change as Partial<InboxSearch>),
          ...(q !== undefined && { q: q || undefined }),
          ...(chosen !== undefined && { accounts: chosen || undefined }),
        },
        replace: q !== undefined,
      })
    },
    [navigate, storageKey],
  )
  const open = useCallback(
    (chat: Id | undefined, message?: Id) =>
      void navigate({
        search: { ...held.current, chat, message },
        // On a phone the system's «back» leads from the chat to the list.
        replace: !isPhone || chat === undefined,
      }),
    [navigate, isPhone],
  )
  const close = useCallback(() => open(undefined), [open])
  const onRows = useCallback((shown: readonly ConversationRow[]) => {
    rows.current = shown
  }, [])
  const hrefOf = useCallback(
    (id: Id, message?: Id) =>
      `/inbox?tab=${query.tab}&chat=${id}${message === undefined ? '' : `&message=${message}`}`,
    [query.tab],
  )

  const walk = (step: 1 | -1) => {
    const index = rows.current.findIndex((row) => row.conversation.id === selected)
    const next = rows.current[index === -1 ? 0 : index + step]
    if (next !== undefined) open(next.conversation.id)
  }
  const toList = () => {
    document.querySelector<HTMLElement>('a[aria-current="true"]')?.focus()
    close()
  }
  useHotkeys([
    { code: 'KeyJ', alt: true, run: () => walk(1) },
    { code: 'KeyK', alt: true, run: () => walk(-1) },
    { code: 'KeyK', ctrl: true, run: () => document.getElementById('inbox-search')?.focus() },
    { code: 'Escape', run: toList },
  ])

  return (
    <div className={classes.page} data-pane={selected === null ? 'list' : 'chat'}>
      <h1 className="visually-hidden">{t('common:nav.inbox')}</h1>
      <div className={classes.list}>
        <Inbox
          query={query}
          q={search.q ?? ''}
          selected={selected}
          hrefOf={hrefOf}
          onSelect={open}
          onQuery={onQuery}
          onRows={onRows}
        />
      </div>
      <div className={classes.chat}>
        {selected === null ? (
          <div className={classes.nothing}>
            <EmptyState
              icon={<IconMessage2 size={44} stroke={1.25} />}
              title={t('choose')}
              hint={t('chooseHint')}
            />
          </div>
        ) : (
          <Suspense>
            <Conversation id={selected} target={search.message ?? null} onBack={close} />
          </Suspense>
        )}
      </div>
    </div>
  )
}

function storedAccounts(key: string): string | undefined {
  const stored = readStored(key)
  return typeof stored === 'string' ? stored : undefined
}
