import { Button, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import { ApiError } from '@/shared/api/error'
import { Dialog } from '@/shared/ui/dialog'
import { useErrorText } from '@/shared/ui/error-text'
import { notify } from '@/shared/ui/notify'
import classes from './password-form.module.css'

/** The shortest the server takes. */
const MIN_LENGTH = 10

/** A new password for oneself. */
export function PasswordForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['session', 'common'])
  const errorText = useErrorText()
  const [isTried, setTried] = useState(false)
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const change = useMutation({
    mutationFn: () => api.changePassword(current, next),
    onSuccess: () => {
      void notify({ message: t('newPassword.changed') })
      onClose()
    },
  })
  const isWrong = change.error instanceof ApiError && change.error.code === 'password.wrong'
  const isShort = [...next].length < MIN_LENGTH
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (current !== '' && !isShort && next === again) change.mutate()
  }
  const toggle = { 'aria-label': t('common:action.showPassword') }
  return (
    <Dialog onClose={onClose} title={t('newPassword.title')}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <PasswordInput
          label={t('newPassword.current')}
          autoComplete="current-password"
          data-autofocus
          value={current}
          error={
            isWrong ? t('newPassword.wrong') : isTried && current === '' ? t('required') : undefined
          }
          visibilityToggleButtonProps={toggle}
          onChange={(event) => {
            change.reset()
            setCurrent(event.currentTarget.value)
          }}
        />
        <PasswordInput
          label={t('newPassword.next')}
          description={t('newPassword.hint')}
          autoComplete="new-password"
          value={next}
          error={isTried && isShort ? t('newPassword.short', { length: MIN_LENGTH }) : undefined}
          visibilityToggleButtonProps={toggle}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('newPassword.again')}
          autoComplete="new-password"
          value={again}
          error={isTried && next !== again ? t('newPassword.differ') : undefined}
          visibilityToggleButtonProps={toggle}
          onChange={(event) => setAgain(event.currentTarget.value)}
        />
        {change.isError && !isWrong && (
          <p className={classes.trouble} role="alert">
            {errorText(change.error)}
          </p>
        )}
        <Button type="submit" loading={change.isPending}>
          {t('newPassword.submit')}
        </Button>
      </form>
    </Dialog>
  )
}
