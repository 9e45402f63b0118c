import createClient from 'openapi-fetch'
import { apiErrorFrom, networkError } from './error'
import type { paths } from './schema'

let csrf = ''
export const csrfToken = (): string => csrf

const expiredListeners = new Set<() => void>()

/** The token every request that changes something must carry; from `/me` or `/login`. */
export function setCsrf(token: string): void {
  csrf = token
}

/** Told when the server no longer knows the session. */
export function onSessionExpired(listener: () => void): () => void {
  expiredListeners.add(listener)
  return () => expiredListeners.delete(listener)
}

/** Calls checked against the API's description; answers go through {@link data}. */
export const client = createClient<paths>({ credentials: 'same-origin' })

client.use({
  onRequest: ({ request }) => {
    if (request.method !== 'GET') request.headers.set('x-csrf-token', csrf)
  },
})

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** What a call brought; throws `ApiError` with a text for people. */
export async function data<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>
  try {
    answer = await call
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw networkError()
  }
  const { response, error } = answer
  // 204 brings nothing, and its type says so.
  if (response.ok) return answer.data as T
  if (response.status === 401 && !response.url.endsWith('/login')) {
    for (const listener of expiredListeners) listener()
  }
  throw apiErrorFrom(response.status, error)
}
