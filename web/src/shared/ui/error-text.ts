import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/shared/api/error'
import { notify } from './notify'

/** A text for people: the server's own where it gave one, else by kind of failure. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation()
  return useCallback(
    (error) => {
      if (!(error instanceof ApiError)) return t('error.unknown', { code: 'page' })
      if (error.message !== '') return error.message
      if (error.isNetwork) return t('error.network')
      if (error.status === 403) return t('error.forbidden')
      if (error.status === 404) return t('error.notFound')
      const key = error.status >= 500 ? 'error.server' : 'error.unknown'
      return t(key, { code: error.code })
    },
    [t],
  )
}

/** Shows a failed action as a notification. */
export function useShowError(): (error: unknown) => void {
  const { t } = useTranslation()
  const text = useErrorText()
  return useCallback(
    (error) => {
      void notify({ color: 'danger', title: t('error.title'), message: text(error) })
    },
    [t, text],
  )
}
