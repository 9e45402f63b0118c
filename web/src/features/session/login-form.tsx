import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import { ApiError } from '@/shared/api/error'
import { useErrorText } from '@/shared/ui/error-text'
import classes from './login-form.module.css'
import { useRemaining } from './use-remaining'

interface LoginFormProps {
  /** The session ended by itself; said once, so that nobody wonders. */
  expired: boolean
  onSession: () => void
}

export function LoginForm({ expired, onSession }: LoginFormProps) {
  const { t } = useTranslation(['session', 'common'])
  const [isTried, setTried] = useState(false)
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const attempt = useMutation({
    mutationFn: () => api.login(login.trim(), password),
    onSuccess: onSession,
  })
  const waitUntil = retryAt(attempt.error, attempt.submittedAt)
  const wait = useRemaining(waitUntil)
  const missing = (value: string) => (isTried && value.trim() === '' ? t('required') : undefined)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (login.trim() === '' || password === '' || wait > 0) return
    attempt.mutate()
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <h1 className={classes.title}>{t('common:product')}</h1>
      <p className={classes.lead}>{expired ? t('expired') : t('lead')}</p>
      <TextInput
        label={t('login')}
        name="login"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        value={login}
        error={missing(login)}
        onChange={(event) => setLogin(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('password')}
        name="password"
        autoComplete="current-password"
        value={password}
        error={missing(password)}
        visibilityToggleButtonProps={{ 'aria-label': t('common:action.showPassword') }}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Trouble error={attempt.error} wait={wait} />
      <Button type="submit" fullWidth loading={attempt.isPending} disabled={wait > 0}>
        {t('submit')}
      </Button>
    </form>
  )
}

function Trouble({ error, wait }: { error: unknown; wait: number }) {
  const { t } = useTranslation(['session', 'common'])
  const errorText = useErrorText()
  if (error === null) return null
  const isThrottled = error instanceof ApiError && error.status === 429
  if (isThrottled && wait === 0) return null
  const message = isThrottled
    ? t('tooMany', { wait: t('seconds', { count: wait }) })
    : error instanceof ApiError && error.status === 401
      ? t('wrong')
      : errorText(error)
  return (
    <p className={classes.trouble} role="alert">
      {message}
    </p>
  )
}

/** When the server lets the next attempt through; `null` when it does already. */
function retryAt(error: unknown, attemptedAt: number): number | null {
  if (!(error instanceof ApiError) || error.status !== 429) return null
  const seconds = error.details.retry_after_s
  return attemptedAt + (typeof seconds === 'number' ? seconds : 30) * 1000
}
