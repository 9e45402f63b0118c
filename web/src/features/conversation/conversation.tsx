import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import { ApiError } from '@/shared/api/error'
import type { ConversationRow, Id, Message } from '@/shared/api/types'
import { applyRows, useLive } from '@/shared/live/store'
import { useMe } from '@/shared/session/session'
import { EmptyState, ErrorState } from '@/shared/ui/notice'
import { useIsPhone, useIsWide } from '@/shared/ui/use-layout'
import { Composer } from './composer'
import classes from './conversation.module.css'
import { DetailsCard } from './details-card'
import { Header } from './header'
import { History } from './history'
import { firstUnreadOf } from './history-items'
import { useHistory } from './use-history'
import { useMarkRead } from './use-mark-read'
import { useSend } from './use-send'

const SideDrawer = lazy(async () => ({ default: (await import('./side-drawer')).SideDrawer }))
const TracePanel = lazy(async () => ({ default: (await import('./trace-panel')).TracePanel }))

interface ConversationProps {
  id: Id
  /** The message to show; `null` = the newest. */
  target: Id | null
  onBack: () => void
}

/** The chat with everything around it. */
export function Conversation({ id, target, onBack }: ConversationProps) {
  const { t } = useTranslation(['conversation', 'common'])
  const row = useLive((state) => state.conversations.get(id))
  const asked = useQuery({
    queryKey: ['conversation', id],
    queryFn: async ({ signal }) => {
      applyRows({ conversations: [await api.conversation(id, signal)], messages: [] })
      return true
    },
    // Usually the list brought it already.
    enabled: row === undefined,
    retry: (count, error) => !(error instanceof ApiError && error.status < 500) && count < 2,
  })
  if (row !== undefined) return <Chat key={id} row={row} target={target} onBack={onBack} />
  if (asked.isError) {
    const gone = asked.error instanceof ApiError && [403, 404].includes(asked.error.status)
    return gone ? (
      <EmptyState icon={null} title={t('gone')} />
    ) : (
      <ErrorState title={t('failed')} error={asked.error} onRetry={() => void asked.refetch()} />
    )
  }
  return <div className={classes.pane} aria-busy />
}

interface ChatProps {
  row: ConversationRow
  target: Id | null
  onBack: () => void
}

function Chat({ row, target, onBack }: ChatProps) {
  const { t } = useTranslation(['conversation', 'common'])
  const me = useMe()
  const isPhone = useIsPhone()
  const isWide = useIsWide()
  const [why, setWhy] = useState<Message | null>(null)
  const [isDetails, setDetails] = useState(false)
  const id = row.conversation.id
  const history = useHistory(id)
  const sending = useSend(row, me)
  const firstUnread = useFirstUnread(row, history.timeline)
  useMarkRead(row, me, history.timeline.loaded)

  const name = row.contact.name ?? t('common:noName')

  return (
    <div className={classes.layout}>
      <section className={classes.pane} aria-label={t('region', { name })}>
        <Header
          row={row}
          me={me}
          onBack={isPhone ? onBack : undefined}
          onDetails={isWide ? undefined : () => setDetails(true)}
        />
        <History
          row={row}
          me={me}
          history={history}
          firstUnread={firstUnread}
          target={target}
          onWhy={setWhy}
          onRetry={sending.retry}
          onDrop={sending.drop}
        />
        <Composer row={row} me={me} sending={sending} />
      </section>
      {isWide && (
        <aside className={classes.aside} aria-label={t('details')}>
          <DetailsCard row={row} />
        </aside>
      )}
      <Suspense>
        {isDetails && !isWide && (
          <SideDrawer title={t('details')} onClose={() => setDetails(false)}>
            <DetailsCard row={row} />
          </SideDrawer>
        )}
        {why && (
          <SideDrawer title={t('trace.title')} onClose={() => setWhy(null)}>
            <TracePanel messageId={why.id} />
          </SideDrawer>
        )}
      </Suspense>
    </div>
  )
}

/** Where the line «Новые сообщения» stands: fixed when the chat is opened, so that reading does not move it. */
function useFirstUnread(
  row: ConversationRow,
  timeline: { loaded: boolean; messages: readonly Message[] },
): Id | null {
  const unread = useRef(row.conversation.unread)
  const [first, setFirst] = useState<Id | null>(null)
  const isKnown = useRef(false)
  useEffect(() => {
    if (!timeline.loaded || isKnown.current) return
    isKnown.current = true
    setFirst(firstUnreadOf(timeline.messages, unread.current))
  }, [timeline])
  return first
}
