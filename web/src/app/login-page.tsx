import { getRouteApi } from '@tanstack/react-router'
import { LoginForm } from '@/features/session/login-form'
import classes from './login-page.module.css'

const route = getRouteApi('/login')

export function LoginPage() {
  const { next, expired } = route.useSearch()
  return (
    <main className={classes.page}>
      <LoginForm
        expired={expired === true}
        // A full load: nothing of another user's session stays in memory.
        onSession={() => location.assign(next ?? '/inbox')}
      />
    </main>
  )
}
