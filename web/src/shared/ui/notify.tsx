import i18next from 'i18next'
import { lazy, Suspense, useSyncExternalStore } from 'react'

interface Notice {
  title?: string
  message: string
  color?: 'danger'
  /** A button in it, such as «Вернуть»; the notice goes with the click. */
  action?: { label: string; run: () => void }
}

/** The library is fetched with the first notice: most sessions open the page without one. */
const library = () => import('@mantine/notifications')
const Notifications = lazy(async () => ({ default: (await library()).Notifications }))

let isNeeded = false
const listeners = new Set<() => void>()

/** Tells the user something in passing; errors and what can be undone stay longer. */
export async function notify({ action, message, ...notice }: Notice): Promise<void> {
  isNeeded = true
  for (const listener of listeners) listener()
  const { notifications } = await library()
  const id = notifications.show({
    ...notice,
    message: action ? (
      <span className="notice">
        {message}
        <button
          type="button"
          className="notice-action"
          onClick={() => {
            notifications.hide(id)
            action.run()
          }}
        >
          {action.label}
        </button>
      </span>
    ) : (
      message
    ),
    autoClose: notice.color === 'danger' || action ? 8000 : 4000,
    closeButtonProps: { 'aria-label': i18next.t('common:action.close') },
  })
}

export function NotificationArea() {
  const isShown = useSyncExternalStore(subscribe, () => isNeeded)
  if (!isShown) return null
  return (
    <Suspense>
      <Notifications position="top-center" limit={3} />
    </Suspense>
  )
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
