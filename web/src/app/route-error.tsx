import { Button } from '@mantine/core'
import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/shared/api/error'
import { useErrorText } from '@/shared/ui/error-text'
import { EmptyState } from '@/shared/ui/notice'

/** The last net: a page that could not be shown. Drafts are in storage already. */
export function RouteError({ error }: ErrorComponentProps) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const hint =
    error instanceof ApiError
      ? errorText(error)
      : t(isMissingChunk(error) ? 'error.newVersion' : 'error.crash')
  return (
    <main role="alert">
      <EmptyState icon={null} title={t('error.title')} hint={hint}>
        <Button onClick={() => location.reload()}>{t('action.reload')}</Button>
      </EmptyState>
    </main>
  )
}

export function NotFound() {
  const { t } = useTranslation()
  return (
    <main>
      <EmptyState icon={null} title={t('notFound.title')}>
        <Link to="/inbox">{t('notFound.toInbox')}</Link>
      </EmptyState>
    </main>
  )
}

/** After an update the old page's files are gone from the server. */
const isMissingChunk = (error: unknown): boolean =>
  error instanceof Error &&
  /dynamically imported module|Importing a module script failed/iu.test(error.message)
