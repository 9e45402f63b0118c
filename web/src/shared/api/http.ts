import { ApiError, apiErrorFrom, networkError } from './error'

type Query = Record<string, string | number | null | undefined>

interface RequestOptions {
  query?: Query
  /** Sent as JSON, or as it is when a form. */
  body?: unknown
  signal?: AbortSignal
}

let csrf = ''
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

/** Calls the API; throws {@link ApiError} with a text for people. */
export async function request<T>(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  { query, body, signal }: RequestOptions = {},
): Promise<T> {
  const isForm = body instanceof FormData
  const headers: Record<string, string> = { accept: 'application/json' }
  if (method !== 'GET') headers['x-csrf-token'] = csrf
  if (body !== undefined && !isForm) headers['content-type'] = 'application/json'

  let response: Response
  try {
    response = await fetch(`/api/v1${path}${queryString(query)}`, {
      method,
      headers,
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
      credentials: 'same-origin',
      signal: signal ?? null,
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw networkError()
  }
  if (response.ok) return response.status === 204 ? (undefined as T) : readJson<T>(response)

  const error = await apiErrorFrom(response)
  if (error.status === 401 && path !== '/login') for (const listener of expiredListeners) listener()
  throw error
}

async function readJson<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T
  } catch {
    throw new ApiError(response.status, 'response.malformed', '', {})
  }
}

function queryString(query: Query | undefined): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}
