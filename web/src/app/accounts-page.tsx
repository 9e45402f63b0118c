import { Accounts } from '@/features/accounts/accounts'
import { usePageTitle } from './use-page-title'

export function AccountsPage() {
  usePageTitle('nav.accounts')
  return <Accounts />
}
