import { io, type Socket } from 'socket.io-client'
import { api } from '@/shared/api/endpoints'
import type { Change, Message, UnsentEvent } from '@/shared/api/types'
import { perFrame } from './frame'
import { applyPresence } from './presence'
import { applyRows, dropRows, holdsAll, setLink } from './store'
import { type Missed, Sync } from './sync'

export interface LiveEvents {
  /** A conversation appeared that this page has never held: counts are out of date. */
  onNew(): void
  /** The stream brought these; a page of history is not told. */
  onMessages(messages: readonly Message[]): void
  onAccount(): void
  /** The bot was silenced or speaks again somewhere. */
  onPauses(): void
  /** Too much was missed: read every list anew. */
  onReset(): void
  /** Another page of this user wrote on. */
  onUnsent(event: UnsentEvent): void
  /** The stream is there, again or for the first time. */
  onHello(): void
}

export interface LiveConnection {
  /** A list was read at this version. */
  snapshot(version: number): void
  close(): void
}

const MAX_PAUSE_MS = 10_000

/** Opens the stream of changes and keeps the rows complete until closed. */
export function connectLive(events: LiveEvents): LiveConnection {
  const applySoon = perFrame<Missed>((batches) => {
    const conversations = batches.flatMap((batch) => batch.conversations)
    const messages = batches.flatMap((batch) => batch.messages)
    const notes = batches.flatMap((batch) => batch.notes)
    const isNew = !holdsAll(conversations)
    applyRows({ conversations, messages, notes })
    if (messages.length > 0) events.onMessages(messages)
    if (isNew) events.onNew()
    if (batches.some((batch) => batch.accounts.length > 0)) events.onAccount()
  })
  const sync = new Sync({
    fetchChanges: (after, signal) => api.changes(after, signal),
    apply: applySoon,
    reset: () => {
      dropRows()
      events.onReset()
    },
    fresh: (isFresh) => setLink(isFresh ? 'live' : brokenState()),
    pause: (attempt) =>
      new Promise((resolve) =>
        setTimeout(resolve, Math.min(MAX_PAUSE_MS, 250 * 2 ** attempt) * (0.5 + Math.random() / 2)),
      ),
  })
  setLink('connecting')
  const socket = openSocket(sync)
  socket.on('pauses', events.onPauses)
  socket.on('presence', applyPresence)
  socket.on('unsent', events.onUnsent)
  socket.on('hello', events.onHello)
  const unwatch = watchNetwork(sync, socket)
  return {
    snapshot: (version) => sync.snapshot(version),
    close: () => {
      unwatch()
      sync.disconnected()
      socket.disconnect()
    },
  }
}

function openSocket(sync: Sync): Socket {
  const socket = io({
    // A proxy that refuses WebSocket still lets long polling through.
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 300,
    reconnectionDelayMax: 5_000,
  })
  socket.on('hello', (hello: { version: number }) => sync.hello(hello.version))
  // `resync`: the server could not deliver everything; nothing after the gap has come yet.
  socket.on('resync', (resync: { version: number }) => sync.hello(resync.version))
  socket.on('change', (change: Change) => sync.change(change))
  socket.on('disconnect', (reason) => {
    sync.disconnected()
    // The library does not come back by itself when the server closed the socket.
    if (reason === 'io server disconnect') socket.connect()
  })
  socket.on('connect_error', () => setLink(brokenState()))
  return socket
}

/** A laptop wakes up long before the socket notices that it is dead. */
function watchNetwork(sync: Sync, socket: Socket): () => void {
  const wake = () => {
    if (document.visibilityState === 'hidden') return
    if (socket.connected) void sync.catchUp()
    else socket.connect()
  }
  const offline = () => setLink('offline')
  document.addEventListener('visibilitychange', wake)
  window.addEventListener('online', wake)
  window.addEventListener('offline', offline)
  return () => {
    document.removeEventListener('visibilitychange', wake)
    window.removeEventListener('online', wake)
    window.removeEventListener('offline', offline)
  }
}

const brokenState = () => (navigator.onLine ? 'reconnecting' : 'offline')
