import {
  IconAlertCircle,
  IconCheck,
  IconChecks,
  IconClock,
  IconHelpCircle,
  IconX,
} from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import type { Delivery, Message } from '@/shared/api/types'
import { applyRows } from '@/shared/live/store'
import { useShowError } from '@/shared/ui/error-text'
import classes from './delivery.module.css'

const icons: Record<Delivery, typeof IconCheck> = {
  queued: IconClock,
  sending: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  failed: IconAlertCircle,
  unknown: IconHelpCircle,
  cancelled: IconX,
}

/** Where an outgoing message is, as an icon and a word: never by colour alone. */
export function DeliveryMark({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation(['conversation', 'common'])
  const Icon = icons[delivery]
  return (
    <span className={classes.mark} data-delivery={delivery}>
      <Icon size={14} stroke={2} aria-hidden />
      {t(`delivery.${delivery}`)}
    </span>
  )
}

/** Why a message did not leave, and what can be done about it. */
export function DeliveryTrouble({ message, mayAct }: { message: Message; mayAct: boolean }) {
  const { t } = useTranslation(['conversation', 'common'])
  const showError = useShowError()
  const apply = (changed: Message) => applyRows({ conversations: [], messages: [changed] })
  const options = { onSuccess: apply, onError: showError }
  const retry = useMutation({ mutationFn: () => api.retryMessage(message.id), ...options })
  const cancel = useMutation({ mutationFn: () => api.cancelMessage(message.id), ...options })

  const { delivery } = message
  const isStuck = delivery === 'failed' || delivery === 'unknown'
  const mayCancel = isStuck || delivery === 'queued'
  if (!isStuck && !(mayCancel && mayAct) && message.problem === null) return null
  return (
    <div className={classes.trouble} data-delivery={delivery}>
      {message.problem && <p>{message.problem}</p>}
      {delivery === 'unknown' && <p>{t('delivery.unknownHint')}</p>}
      {mayAct && mayCancel && (
        <div className={classes.actions}>
          {isStuck && (
            <button
              type="button"
              className={classes.action}
              disabled={retry.isPending}
              onClick={() => retry.mutate()}
            >
              {t('common:action.retry')}
            </button>
          )}
          <button
            type="button"
            className={classes.action}
            disabled={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            {t('delivery.cancel')}
          </button>
        </div>
      )}
    </div>
  )
}
