import { IconAlertCircle, IconClock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/shared/ui/error-text'
import { plainName } from './composer-limits'
import deliveryClasses from './delivery.module.css'
import { MessageTime } from './message-bubble'
import classes from './message-bubble.module.css'
import contentClasses from './message-content.module.css'
import type { LocalMessage } from './outgoing'
import { RichText } from './rich-text'
import { useObjectUrl } from './use-object-url'

interface LocalBubbleProps {
  message: LocalMessage
  onRetry: (message: LocalMessage) => void
  onDrop: (message: LocalMessage) => void
}

/** A message on its way to our server, or one it did not accept. */
export function LocalBubble({ message, onRetry, onDrop }: LocalBubbleProps) {
  const { t } = useTranslation(['conversation', 'common'])
  const errorText = useErrorText()
  const { error, content, progress } = message
  return (
    <article className={classes.message} data-author="operator">
      <div className={classes.bubble}>
        <div className={classes.body}>
          {content.kind === 'text' ? (
            <RichText text={content.text} />
          ) : (
            <LocalImage file={content.file} />
          )}
        </div>
        <div className={classes.foot}>
          <MessageTime at={message.at} />
          {content.kind === 'image' && error === null && (
            <Upload part={progress ?? 0} onCancel={() => onDrop(message)} />
          )}
          {error === null ? (
            <span className={deliveryClasses.mark}>
              <IconClock size={14} stroke={2} aria-hidden />
              {t('delivery.local')}
            </span>
          ) : (
            <span className={deliveryClasses.mark} data-delivery="failed">
              <IconAlertCircle size={14} stroke={2} aria-hidden />
              {t('delivery.notAccepted')}
            </span>
          )}
        </div>
      </div>
      {error !== null && (
        <div className={deliveryClasses.trouble} data-delivery="failed" role="alert">
          <p>{errorText(error)}</p>
          <div className={deliveryClasses.actions}>
            <button
              type="button"
              className={deliveryClasses.action}
              onClick={() => onRetry(message)}
            >
              {t('common:action.retry')}
            </button>
            <button
              type="button"
              className={deliveryClasses.action}
              onClick={() => onDrop(message)}
            >
              {t('delivery.drop')}
            </button>
          </div>
        </div>
      )}
    </article>
  )
}

function Upload({ part, onCancel }: { part: number; onCancel: () => void }) {
  const { t } = useTranslation(['conversation', 'common'])
  return (
    <>
      <progress className={classes.progress} value={part} aria-label={t('upload.progress')} />
      <button type="button" className={classes.why} onClick={onCancel}>
        {t('common:action.cancel')}
      </button>
    </>
  )
}

function LocalImage({ file }: { file: File }) {
  const url = useObjectUrl(file)
  return (
    <span className={contentClasses.image}>
      {url && <img src={url} alt={plainName(file.name)} />}
    </span>
  )
}
