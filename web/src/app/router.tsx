import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { api } from '@/shared/api/endpoints'
import { ApiError } from '@/shared/api/error'
import { withTexts } from '@/shared/i18n/later'
import { enterSession, hasSessionEnded, isInSession } from '@/shared/session/session'
import { NotFound, RouteError } from './route-error'
import { inboxSearch, type LoginSearch, loginSearch } from './search'

const rootRoute = createRootRoute({
  component: Outlet,
  errorComponent: RouteError,
  notFoundComponent: NotFound,
})

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: loginSearch,
  component: lazyRouteComponent(
    () => withTexts('session', () => import('./login-page')),
    'LoginPage',
  ),
})

/** Everything behind the login. */
const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    if (isInSession()) return
    try {
      enterSession(await api.me())
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      const search: LoginSearch = {
        next: location.pathname === '/' ? undefined : location.href,
        expired: hasSessionEnded() || undefined,
      }
      throw redirect({ to: '/login', search })
    }
  },
  component: lazyRouteComponent(() => import('./shell'), 'Shell'),
})

const indexRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/inbox' })
  },
})

const inboxRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox',
  validateSearch: inboxSearch,
  component: lazyRouteComponent(() => import('./inbox-page'), 'InboxPage'),
})

const accountsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/accounts',
  component: lazyRouteComponent(
    () => withTexts('accounts', () => import('./accounts-page')),
    'AccountsPage',
  ),
})

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    loginRoute,
    shellRoute.addChildren([indexRoute, inboxRoute, accountsRoute]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: RouteError,
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
