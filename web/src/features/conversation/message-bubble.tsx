import { IconDeviceMobile, IconHeadset, IconRobot } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '@/shared/api/types'
import { clock, fullDate } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import { DeliveryMark, DeliveryTrouble } from './delivery'
import classes from './message-bubble.module.css'
import { MessageContent } from './message-content'

interface MessageBubbleProps {
  message: Message
  /** Stands under a message of the same author: the label is not repeated. */
  joined: boolean
  channel: string
  /** Name of the operator who wrote it, where known. */
  operatorName: string | null
  contactName: string
  mayAct: boolean
  /** Whether this user may see how the bot came to its answers. */
  mayAudit: boolean
  onWhy: (message: Message) => void
}

/** One stored message. */
export const MessageBubble = memo(function MessageBubble(props: MessageBubbleProps) {
  const { message, joined, mayAct, mayAudit, onWhy } = props
  const { t } = useTranslation(['conversation', 'common'])
  const kind = message.author.kind

  if (kind === 'system') {
    return (
      <div className={classes.system}>
        <span className={classes.systemText}>{message.text}</span> <MessageTime at={message.at} />
      </div>
    )
  }
  return (
    <article
      className={classes.message}
      data-author={kind}
      data-joined={joined || undefined}
      data-message={message.id}
    >
      <div className={classes.bubble}>
        <span className={joined ? 'visually-hidden' : classes.label}>
          <AuthorLabel {...props} />
        </span>
        <div className={classes.body}>
          <MessageContent message={message} />
        </div>
        <div className={classes.foot}>
          {kind === 'bot' && mayAudit && message.turn_id !== null && (
            <button
              type="button"
              className={classes.why}
              aria-label={t('message.whyLabel')}
              onClick={() => onWhy(message)}
            >
              {t('message.why')}
            </button>
          )}
          <MessageTime at={message.at} />
          {message.delivery && <DeliveryMark delivery={message.delivery} />}
        </div>
      </div>
      {message.delivery && <DeliveryTrouble message={message} mayAct={mayAct} />}
    </article>
  )
})

function AuthorLabel({ message, channel, operatorName, contactName }: MessageBubbleProps) {
  const { t } = useTranslation()
  switch (message.author.kind) {
    case 'bot':
      return (
        <>
          <IconRobot size={14} stroke={1.75} aria-hidden /> {t('author.bot')}
        </>
      )
    case 'operator':
      return (
        <>
          <IconHeadset size={14} stroke={1.75} aria-hidden />{' '}
          {operatorName === null
            ? t('author.operator')
            : t('author.operatorNamed', { name: operatorName })}
        </>
      )
    case 'native':
      return (
        <>
          <IconDeviceMobile size={14} stroke={1.75} aria-hidden />{' '}
          {t(channel === 'avito' ? 'author.native' : 'author.nativeOther')}
        </>
      )
    default:
      return contactName
  }
}

export function MessageTime({ at }: { at: number }) {
  const language = useLanguage()
  return (
    <time dateTime={new Date(at).toISOString()} title={fullDate(language, at)}>
      {clock(language, at)}
    </time>
  )
}
