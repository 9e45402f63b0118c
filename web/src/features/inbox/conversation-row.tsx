import { IconClock, IconHeadset, IconRobot } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationRow as Row, User } from '@/shared/api/types'
import { useDraft } from '@/shared/drafts'
import { fullDate, listTime, span } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import { Avatar } from '@/shared/ui/avatar'
import { ItemThumb } from '@/shared/ui/item-thumb'
import classes from './conversation-row.module.css'
import { waitingLevel } from './waiting'

interface ConversationRowProps {
  row: Row
  me: User
  selected: boolean
  /** Whether Tab leads here. */
  isStop: boolean
  href: string
  now: number
  onSelect: (id: number) => void
}

/** One conversation of the list. */
export const ConversationRow = memo(function ConversationRow(props: ConversationRowProps) {
  const { row, me, selected, isStop, href, now, onSelect } = props
  const { t } = useTranslation(['inbox', 'common'])
  const language = useLanguage()
  const { conversation, contact, account } = row
  const name = contact.name ?? t('common:noName')
  const at = conversation.last_at

  return (
    <a
      className={classes.row}
      href={href}
      tabIndex={isStop ? 0 : -1}
      data-conversation={conversation.id}
      aria-current={selected ? 'true' : undefined}
      onClick={(event) => {
        // Another tab or window is the browser's affair.
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        onSelect(conversation.id)
      }}
    >
      <Avatar name={name} url={contact.avatar_url} seed={contact.id} />
      <span className={classes.lines}>
        <span className={classes.line}>
          <span className={classes.name}>{name}</span>
          <time
            className={classes.time}
            dateTime={new Date(at).toISOString()}
            title={fullDate(language, at)}
          >
            {listTime(language, at, now)}
          </time>
        </span>
        <span className={classes.line}>
          <Preview row={row} me={me} />
          {conversation.unread > 0 && (
            <span className={classes.unread}>
              <span aria-hidden>{conversation.unread > 99 ? '99+' : conversation.unread}</span>
              <span className="visually-hidden">{t('unread', { count: conversation.unread })}</span>
            </span>
          )}
        </span>
        <span className={classes.line}>
          <span className={classes.meta}>
            <Leader row={row} me={me} />
            <span className={classes.account} title={account.title}>
              {account.title}
            </span>
          </span>
          <Waiting conversation={conversation} now={now} />
        </span>
      </span>
      {conversation.item && (
        <span title={conversation.item.title}>
          <ItemThumb url={conversation.item.image_url} />
        </span>
      )}
    </a>
  )
})

function Preview({ row, me }: { row: Row; me: User }) {
  const { t } = useTranslation(['inbox', 'common'])
  const draft = useDraft(row.conversation.id)
  const last = row.conversation.last_message
  if (draft !== '') {
    return (
      <span className={classes.preview}>
        <span className={classes.draft}>{t('draft')}</span> {draft}
      </span>
    )
  }
  if (last === null) return <span className={classes.preview}>{t('noMessages')}</span>
  const author = last.author
  const by =
    author.kind === 'bot'
      ? t('bot')
      : author.kind === 'native'
        ? t('native')
        : author.kind === 'operator'
          ? author.user_id === me.id
            ? t('you')
            : `${t('common:author.operator')}:`
          : null
  return (
    <span className={classes.preview}>
      {by && <span className={classes.by}>{by} </span>}
      {last.text}
    </span>
  )
}

function Leader({ row, me }: { row: Row; me: User }) {
  const { t } = useTranslation(['inbox', 'common'])
  const { owner, status } = row.conversation
  if (status === 'closed') return <span className={classes.leader}>{t('leads.closed')}</span>
  if (owner.kind === 'bot') {
    return (
      <span className={classes.leader} data-kind="bot">
        <IconRobot size={14} stroke={1.75} aria-hidden />
        {t('leads.bot')}
      </span>
    )
  }
  const name =
    owner.kind === 'queue'
      ? t('leads.queue')
      : owner.user_id === me.id
        ? t('leads.me')
        : (row.owner_name ?? t('common:author.operator'))
  return (
    <span className={classes.leader} data-kind={owner.kind}>
      {owner.kind === 'queue' ? (
        <IconClock size={14} stroke={1.75} aria-hidden />
      ) : (
        <IconHeadset size={14} stroke={1.75} aria-hidden />
      )}
      {name}
    </span>
  )
}

function Waiting({ conversation, now }: { conversation: Row['conversation']; now: number }) {
  const { t } = useTranslation(['inbox', 'common'])
  const language = useLanguage()
  const { snoozed_until, waiting_since, last_at, last_message } = conversation
  if (snoozed_until !== null) {
    const time = listTime(language, snoozed_until, now)
    return <span className={classes.waiting}>{t('snoozed', { time })}</span>
  }
  if (waiting_since === null) {
    // Put off, and its time came.
    const isBack = last_message !== null && last_at > last_message.at
    return isBack ? <span className={classes.waiting}>{t('isBack')}</span> : null
  }
  const ms = now - waiting_since
  return (
    <span className={classes.waiting} data-level={waitingLevel(ms)}>
      {t('waiting', { time: span(language, ms) })}
    </span>
  )
}
