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

/** `body` is ours where the server answered; a proxy may have sent anything. */
export function apiErrorFrom(status: number, body: unknown): ApiError {
  const { code, message, details } = isRecord(body) ? body : {}
  return new ApiError(
    status,
    typeof code === 'string' ? code : `http.${status}`,
    typeof message === 'string' ? message : '',
    isRecord(details) ? details : {},
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
