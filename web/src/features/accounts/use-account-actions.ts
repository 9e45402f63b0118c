import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import { accountsQuery } from '@/shared/api/queries'
import { confirmsSending } from '@/shared/api/settings'
import type { AccountView } from '@/shared/api/types'
import { useShowError } from '@/shared/ui/error-text'
import { notify } from '@/shared/ui/notify'

/** What an administrator can do with an account. */
export function useAccountActions(account: AccountView) {
  const { t } = useTranslation(['accounts', 'common'])
  const client = useQueryClient()
  const onError = useShowError()
  const put = (changed: AccountView) =>
    client.setQueryData(accountsQuery.queryKey, (held) =>
      held?.map((other) => (other.id === changed.id ? changed : other)),
    )
  const check = useMutation({
    mutationFn: () => api.checkAccount(account.id),
    onSuccess: (checked) => {
      put(checked)
      void notify({ message: t('checked', { title: checked.title }) })
    },
    onError,
  })
  const toggle = useMutation({
    mutationFn: () => api.updateAccount(account.id, { enabled: !account.enabled }),
    onSuccess: put,
    onError,
  })
  const toggleConfirm = useMutation({
    mutationFn: () =>
      api.updateAccount(account.id, {
        settings: { ...account.settings, confirm_send: !confirmsSending(account) },
      }),
    onSuccess: put,
    onError,
  })
  const remove = useMutation({
    mutationFn: () => api.deleteAccount(account.id),
    onSuccess: () => client.invalidateQueries({ queryKey: accountsQuery.queryKey }),
    onError,
  })
  return {
    check: () => check.mutate(),
    isChecking: check.isPending,
    toggle: () => toggle.mutate(),
    toggleConfirm: () => toggleConfirm.mutate(),
    remove: () => remove.mutate(),
    isRemoving: remove.isPending,
  }
}
