import { Button } from '@mantine/core'
import { IconCloudOff } from '@tabler/icons-react'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/shared/api/error'
import { useErrorText } from '@/shared/ui/error-text'
import { EmptyState } from '@/shared/ui/notice'

/** How often a page without a connection looks for one. */
const RETRY_MS = 5_000

/** The last net: a page that could not be shown. Drafts are in storage already. */
export function RouteError({ error }: ErrorComponentProps) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  if (error instanceof ApiError && error.isNetwork) return <Offline />
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

/** The page came from the browser's memory, or the server is away: it goes on by itself. */
function Offline() {
  const { t } = useTranslation()
  const router = useRouter()
  useEffect(() => {
    const again = () => void router.invalidate()
    const timer = setInterval(again, RETRY_MS)
    window.addEventListener('online', again)
    return () => {
      clearInterval(timer)
      window.removeEventListener('online', again)
    }
  }, [router])
  return (
    <main>
      <div role="status">
        <EmptyState
          icon={<IconCloudOff size={44} stroke={1.25} />}
          title={t('offline.title')}
          hint={t('offline.hint')}
        >
          <Button variant="default" onClick={() => void router.invalidate()}>
            {t('action.retry')}
          </Button>
        </EmptyState>
      </div>
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
