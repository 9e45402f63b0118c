import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type conversation from '@/shared/i18n/ru/conversation.json'

type Known = keyof (typeof conversation)['handoff']['code']

/** Reason codes the flow files we ship use, and those of the engine; another one is shown as it is. */
const KNOWN: readonly Known[] = [
  'customer_asked',
  'low_confidence',
  'no_article',
  'order',
  'technical_error',
  'native_reply',
  'no_flow',
  'bot_paused',
]

/** A reason code in words. */
export function useReasonText(): (code: string) => string {
  const { t } = useTranslation(['conversation', 'common'])
  return useCallback(
    (code) => {
      const known = KNOWN.find((candidate) => candidate === code)
      if (known !== undefined) return t(`handoff.code.${known}`)
      if (code.startsWith('error.budget')) return t('handoff.code.limit')
      if (code === 'error.ungrounded') return t('handoff.code.ungrounded')
      if (code.startsWith('error.')) return t('handoff.code.error', { code: code.slice(6) })
      return t('handoff.code.other', { code })
    },
    [t],
  )
}
