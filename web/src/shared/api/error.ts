/** A refused or failed call. `message` is the server's text for people; empty when it gave none. */
export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when the server could not be reached. */
    readonly status: number,
    /** Stable code such as `conversation.owner_changed`. */
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown>,
  ) {
    super(message)
    this.name = 'ApiError'
  }

  get isNetwork(): boolean {
    return this.status === 0
  }
}

export const networkError = (): ApiError => new ApiError(0, 'network.unreachable', '', {})

export async function apiErrorFrom(response: Response): Promise<ApiError> {
  let body: unknown = null
  try {
    body = await response.json()
  } catch {
    // A proxy may answer with HTML; the status alone then tells what to say.
  }
  const { code, message, details } = isRecord(body) ? body : {}
  return new ApiError(
    response.status,
    typeof code === 'string' ? code : `http.${response.status}`,
    typeof message === 'string' ? message : '',
    isRecord(details) ? details : {},
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
