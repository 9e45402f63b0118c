import { IconInbox, IconMoodEmpty } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationRow as Row } from '@/shared/api/types'
import { useMe } from '@/shared/session/session'
import { EmptyState } from '@/shared/ui/notice'
import { useNow } from '@/shared/ui/use-now'
import classes from './conversation-list.module.css'
import { ConversationRow } from './conversation-row'

/** Height of a row at the default text size; the list is laid out in rem. */
const ROW_REM = 4.5

interface ConversationListProps {
  rows: readonly Row[]
  selected: number | null
  hrefOf: (id: number) => string
  onSelect: (id: number) => void
  /** Called when the end of what was read comes near. */
  onEnd: () => void
}

/** The virtualised rows; as many elements as fit, however long the list. */
export function ConversationList({
  rows,
  selected,
  hrefOf,
  onSelect,
  onEnd,
}: ConversationListProps) {
  const { t } = useTranslation(['inbox', 'common'])
  const me = useMe()
  const now = useNow()
  const scroller = useRef<HTMLDivElement>(null)
  const rem = rootFontSize()
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_REM * rem,
    getItemKey: (index) => rows[index]?.conversation.id ?? index,
    overscan: 6,
  })
  const items = virtualizer.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  // The list is one stop of Tab, however long: arrows walk within.
  const [focused, setFocused] = useState<number | null>(null)
  const shown = items.flatMap(({ index }) => rows[index]?.conversation.id ?? [])
  const stop = [focused, selected].find((id) => id !== null && shown.includes(id)) ?? shown[0]

  useEffect(() => {
    if (rows.length > 0 && lastShown >= rows.length - 10) onEnd()
  }, [lastShown, rows.length, onEnd])

  const move = (event: KeyboardEvent) => {
    const step = event.code === 'ArrowDown' ? 1 : event.code === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const from = idOf(event.target)
    const index = rows.findIndex((row) => row.conversation.id === from)
    const next = rows[index + step]
    if (next === undefined) return
    const { id } = next.conversation
    virtualizer.scrollToIndex(index + step)
    // At once where the row exists: a quick Enter must open this row, not the one left behind.
    if (!focusRow(scroller.current, id)) {
      requestAnimationFrame(() => focusRow(scroller.current, id))
    }
  }

  return (
    <div ref={scroller} className={classes.scroller}>
      <ul
        className={classes.list}
        aria-label={t('list')}
        style={{ height: virtualizer.getTotalSize() }}
        onKeyDown={move}
        onFocus={(event) => setFocused(idOf(event.target))}
        onBlur={() => setFocused(null)}
      >
        {items.map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          const id = row.conversation.id
          return (
            <li
              key={item.key}
              className={classes.item}
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              aria-posinset={item.index + 1}
              aria-setsize={rows.length}
            >
              <ConversationRow
                row={row}
                me={me}
                selected={id === selected}
                isStop={id === stop}
                href={hrefOf(id)}
                now={now}
                onSelect={onSelect}
              />
            </li>
          )
        })}
      </ul>
    </div>
  )
}

export function ListSkeleton() {
  return (
    <div className={classes.scroller} aria-hidden>
      {Array.from({ length: 8 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <div key={index} className={classes.skeleton}>
          <span className={classes.skeletonAvatar} />
          <span className={classes.skeletonLines} />
        </div>
      ))}
    </div>
  )
}

interface EmptyListProps {
  kind: 'bot' | 'mine' | 'queue' | 'all' | 'closed' | 'snoozed' | 'search'
}

export function EmptyList({ kind }: EmptyListProps) {
  const { t } = useTranslation(['inbox', 'common'])
  const Icon = kind === 'search' ? IconMoodEmpty : IconInbox
  return (
    <EmptyState
      icon={<Icon size={36} stroke={1.25} />}
      title={t(`empty.${kind}`)}
      hint={t(`empty.${kind}Hint`)}
    />
  )
}

/** The conversation whose row it is. */
const idOf = (target: EventTarget): number | null =>
  Number((target as Element).closest<HTMLElement>('[data-conversation]')?.dataset.conversation) ||
  null

/** Whether the row was there to be focused. */
function focusRow(scroller: HTMLElement | null, id: number): boolean {
  const row = scroller?.querySelector<HTMLElement>(`[data-conversation="${id}"]`)
  row?.focus({ preventScroll: true })
  return row !== null && row !== undefined
}

const rootFontSize = (): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
