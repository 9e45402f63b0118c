/** Sending a picture: `fetch` tells nothing of an upload's progress, so this one goes by the older way. */
import { type ApiError, apiErrorFrom, networkError } from './error'
import { csrfToken } from './http'
import type { Id, Message } from './types'

export interface ImageUpload {
  client_id: string
  file: File
  epoch: number
  seen?: Id | undefined
  /** Told the part that has left, 0 to 1. */
  onProgress: (part: number) => void
  signal: AbortSignal
}

/** The stored message; throws `ApiError`, or an `AbortError` when it was cancelled. */
export function sendImage(id: Id, upload: ImageUpload): Promise<Message> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1/conversations/${id}/images`)
    request.setRequestHeader('x-csrf-token', csrfToken())
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) =>
      upload.onProgress(total > 0 ? loaded / total : 0)
    request.onerror = () => reject(networkError())
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'))
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as Message)
      else reject(refusal(request))
    }
    upload.signal.addEventListener('abort', () => request.abort(), { once: true })
    if (upload.signal.aborted) return reject(new DOMException('cancelled', 'AbortError'))
    request.send(form(upload))
  })
}

const refusal = ({ status, response }: XMLHttpRequest): ApiError => apiErrorFrom(status, response)

/** The fields come before the file, so that the server can refuse without reading it. */
function form({ client_id, epoch, seen, file }: ImageUpload): FormData {
  const fields = new FormData()
  fields.set('client_id', client_id)
  fields.set('epoch', String(epoch))
  if (seen !== undefined) fields.set('seen', String(seen))
  fields.set('file', file)
  return fields
}
