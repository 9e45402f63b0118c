import { getRouteApi, useRouter } from '@tanstack/react-router'
import { LoginForm } from '@/features/session/login-form'
import { enterSession } from '@/shared/session/session'
import classes from './login-page.module.css'

const route = getRouteApi('/login')

export function LoginPage() {
  const { next, expired } = route.useSearch()
  const router = useRouter()
  return (
    <main className={classes.page}>
      <LoginForm
        expired={expired === true}
        onSession={(session) => {
          enterSession(session)
          router.history.push(next ?? '/inbox')
        }}
      />
    </main>
  )
}
