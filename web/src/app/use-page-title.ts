import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

export function usePageTitle(section: 'nav.inbox' | 'nav.accounts'): void {
  const { t } = useTranslation()
  const title = `${t(section)} — ${t('product')}`
  useEffect(() => {
    document.title = title
  }, [title])
}
