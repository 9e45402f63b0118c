/** Pushes to this browser: its leave, its subscription, and what the server knows of it. */
import { api } from '@/shared/api/endpoints'
import type { Id, Lang, PushDevice } from '@/shared/api/types'
import { readStored, writeStored } from '@/shared/ui/stored'

/** Under which id the server knows this browser. */
const STORAGE_KEY = 'sufler.push'

/** Why this browser can't be pushed to, if it can't. */
type PushObstacle = 'unsupported' | 'insecure' | 'denied' | null

export function pushObstacle(): PushObstacle {
  if (!window.isSecureContext) return 'insecure'
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window))
    return 'unsupported'
  return Notification.permission === 'denied' ? 'denied' : null
}

/** The id of this browser's own entry among the user's devices. */
export function ownDevice(): Id | null {
  const held = readStored(STORAGE_KEY)
  return typeof held === 'number' ? held : null
}

interface Wishes {
  mine: boolean
  queue: boolean
  lang: Lang
}

/** Asks for leave, subscribes, and tells the server; `null` when the user refused. */
export async function joinPush(publicKey: string, wishes: Wishes): Promise<PushDevice | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null
  const { pushManager } = await navigator.serviceWorker.ready
  const held = await pushManager.getSubscription()
  const subscription = held ?? (await pushManager.subscribe(options(publicKey)))
  const { endpoint, keys } = subscription.toJSON()
  const device = await api.joinPush({
    endpoint: endpoint ?? '',
    p256dh: keys?.p256dh ?? '',
    auth: keys?.auth ?? '',
    device: deviceName(navigator.userAgent),
    ...wishes,
  })
  writeStored(STORAGE_KEY, device.id)
  return device
}

/** Ends pushes to this browser; what fails does not keep anybody from logging out. */
export async function leavePush(): Promise<void> {
  const id = ownDevice()
  if (id === null) return
  writeStored(STORAGE_KEY, null)
  try {
    await api.leavePush(id)
  } catch {
    // The server forgets it with the first push that finds nobody.
  }
  const registration = await navigator.serviceWorker?.getRegistration()
  const subscription = await registration?.pushManager?.getSubscription()
  await subscription?.unsubscribe().catch(() => false)
}

const options = (publicKey: string) => ({
  userVisibleOnly: true,
  applicationServerKey: bytesOf(publicKey),
})

/** From base64url; older browsers take no text. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replace(/-/gu, '+').replace(/_/gu, '/'))
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
}

/** `Chrome, Linux`: enough for people to tell their devices apart. */
export function deviceName(agent: string): string {
  const browser = /(Edg|YaBrowser|OPR|Firefox|Chrome|Safari)(?:A|iOS)?\//u.exec(agent)?.[1] ?? ''
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', YaBrowser: 'Яндекс Браузер' }
  // A phone calls itself a Linux or a Mac first.
  const phone = /Android|iPhone|iPad/u.exec(agent)?.[0]
  const system = phone ?? /Windows|Mac OS X|Linux/u.exec(agent)?.[0] ?? ''
  return [names[browser] ?? browser, system.replace(' OS X', '')].filter(Boolean).join(', ')
}
