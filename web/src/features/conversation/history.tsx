import { IconArrowDown } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationRow, Id, Message, User } from '@/shared/api/types'
import { dayHeading } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import { mayAudit, mayReply } from '@/shared/session/session'
import { EmptyState, ErrorState } from '@/shared/ui/notice'
import { useNow } from '@/shared/ui/use-now'
import { type HandoffView, handoffView } from './handoff'
import { HandoffCard } from './handoff-card'
import classes from './history.module.css'
import { type HistoryItem, historyItems } from './history-items'
import { LocalBubble } from './local-bubble'
import { MessageBubble } from './message-bubble'
import { type LocalMessage, useOutgoing } from './outgoing'
import type { useHistory } from './use-history'
import { useNotes } from './use-notes'

const NoteBubble = lazy(async () => ({ default: (await import('./note-bubble')).NoteBubble }))

interface HistoryProps {
  row: ConversationRow
  me: User
  history: ReturnType<typeof useHistory>
  firstUnread: Id | null
  /** The message to show, however far back; `null` = the newest. */
  target: Id | null
  onWhy: (message: Message) => void
  onRetry: (message: LocalMessage) => void
  onDrop: (message: LocalMessage) => void
}

/** Near enough to the end to follow new messages. */
const END_PX = 80

/** The messages: opens at the end, follows what comes, stays still while older ones are read. */
export function History(props: HistoryProps) {
  const { row, history, firstUnread, target } = props
  const { t } = useTranslation(['conversation', 'common'])
  const id = row.conversation.id
  const { timeline, readOlder } = history
  const outgoing = useOutgoing((state) => state.messages)
  const notes = useNotes(id, props.me)
  const items = useMemo(
    () =>
      historyItems({
        messages: timeline.messages,
        notes,
        local: outgoing.filter((message) => message.conversationId === id),
        reachedStart: timeline.reachedStart,
        firstUnread,
        handoff: handoffOf(row),
      }),
    [timeline, notes, outgoing, id, firstUnread, row],
  )
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 72,
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 8,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: END_PX,
    paddingEnd: 12,
  })
  const shown = virtualizer.getVirtualItems()
  const atEnd = useAtEnd(scroller.current, items.length)

  const opened = useRef<Id | null>(null)
  useEffect(() => {
    if (items.length === 0 || opened.current === id) return
    opened.current = id
    if (target === null) virtualizer.scrollToEnd()
  }, [id, items.length, virtualizer, target])

  // Older pages are read until the message is there.
  const shownTarget = useRef<Id | null>(null)
  useEffect(() => {
    if (target === null || items.length === 0 || shownTarget.current === target) return
    const index = items.findIndex((item) => isMessage(item, target))
    if (index !== -1) {
      shownTarget.current = target
      virtualizer.scrollToIndex(index, { align: 'center' })
    } else if (!timeline.reachedStart) {
      readOlder()
    }
  }, [target, items, timeline.reachedStart, readOlder, virtualizer])

  // Whoever sends wants to see it, wherever they were reading.
  const localCount = items.filter(({ kind }) => kind === 'local').length
  const sentBefore = useRef(localCount)
  useEffect(() => {
    if (localCount > sentBefore.current) virtualizer.scrollToEnd()
    sentBefore.current = localCount
  }, [localCount, virtualizer])

  const firstShown = shown[0]?.index ?? 0
  useEffect(() => {
    if (items.length > 0 && firstShown < 6 && opened.current === id) readOlder()
  }, [firstShown, items.length, readOlder, id])

  if (history.isPending) return <HistorySkeleton />
  if (history.error !== null && items.length === 0) {
    return (
      <div className={classes.scroller}>
        <ErrorState title={t('history.failed')} error={history.error} onRetry={history.retry} />
      </div>
    )
  }
  return (
    <div className={classes.frame}>
      <div
        ref={scroller}
        className={classes.scroller}
        role="log"
        aria-label={t('history.label')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
        tabIndex={0}
      >
        {items.length === 0 && <EmptyState icon={null} title={t('history.empty')} />}
        <div className={classes.items} style={{ height: virtualizer.getTotalSize() }}>
          {shown.map((virtual) => {
            const item = items[virtual.index]
            return (
              item && (
                <div
                  key={virtual.key}
                  ref={virtualizer.measureElement}
                  data-index={virtual.index}
                  className={classes.item}
                  data-found={target !== null && isMessage(item, target) ? '' : undefined}
                  style={{ transform: `translateY(${virtual.start}px)` }}
                >
                  <Item item={item} {...props} />
                </div>
              )
            )
          })}
        </div>
      </div>
      {!atEnd && (
        <button
          type="button"
          className={classes.toLatest}
          onClick={() => {
            virtualizer.scrollToEnd()
            // The button goes.
            scroller.current?.focus()
          }}
        >
          <IconArrowDown size={16} aria-hidden />
          {t('history.toLatest')}
        </button>
      )}
    </div>
  )
}

/** An old card, without its moment, is of use only while people lead. */
function handoffOf({ conversation }: ConversationRow): HandoffView | null {
  const card = handoffView(conversation.handoff)
  return card?.at == null && conversation.owner.kind === 'bot' ? null : card
}

const isMessage = (item: HistoryItem, id: Id): boolean =>
  item.kind === 'message' && item.message.id === id

function Item({ item, row, me, onWhy, onRetry, onDrop }: HistoryProps & { item: HistoryItem }) {
  const { t } = useTranslation(['conversation', 'common'])
  const language = useLanguage()
  const now = useNow()
  switch (item.kind) {
    case 'start':
      return <p className={classes.start}>{t('history.start')}</p>
    case 'day':
      return (
        <h3 className={classes.day}>
          <span>{dayHeading(language, item.at, now)}</span>
        </h3>
      )
    case 'unread':
      return <p className={classes.unread}>{t('history.unread')}</p>
    case 'handoff':
      return <HandoffCard card={item.card} />
    case 'note':
      return (
        <Suspense fallback={<div className={classes.notePlace} />}>
          <NoteBubble note={item.note} me={me} />
        </Suspense>
      )
    case 'local':
      return <LocalBubble message={item.message} onRetry={onRetry} onDrop={onDrop} />
    case 'message':
      return (
        <MessageBubble
          message={item.message}
          joined={item.joined}
          channel={row.account.channel}
          operatorName={operatorName(item.message, row, me)}
          contactName={row.contact.name ?? t('common:author.contact')}
          mayAct={mayReply(me.role)}
          mayAudit={mayAudit(me.role)}
          onWhy={onWhy}
        />
      )
  }
}

/** The row names only the operator who leads; other colleagues' messages carry the role alone. */
function operatorName({ author }: Message, row: ConversationRow, me: User): string | null {
  if (author.kind !== 'operator') return null
  if (author.user_id === me.id) return me.name
  const { owner } = row.conversation
  return owner.kind === 'operator' && owner.user_id === author.user_id ? row.owner_name : null
}

function useAtEnd(element: HTMLElement | null, count: number): boolean {
  const [atEnd, setAtEnd] = useState(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a longer list moves the end
  useEffect(() => {
    if (element === null) return
    const look = () =>
      setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight < END_PX * 2)
    const frame = requestAnimationFrame(look)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      cancelAnimationFrame(frame)
      element.removeEventListener('scroll', look)
    }
  }, [element, count])
  return atEnd
}

function HistorySkeleton() {
  const { t } = useTranslation(['conversation', 'common'])
  return (
    <div className={classes.scroller} role="status">
      <span className="visually-hidden">{t('history.loading')}</span>
      {[60, 40, 70, 30, 55].map((width, index) => (
        <div
          key={width}
          className={classes.skeleton}
          data-side={index % 2 === 0 ? 'in' : 'out'}
          style={{ width: `${width}%` }}
        />
      ))}
    </div>
  )
}
