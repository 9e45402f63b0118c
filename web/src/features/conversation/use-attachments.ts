import { useState } from 'react'
import type { Channel } from '@/shared/api/types'
import { type FileProblem, imageProblem } from './composer-limits'

/** Pictures offered at once. */
const MOST = 10

/** Pictures chosen, pasted or dropped, until they are sent or put away. */
export function useAttachments(channel: Channel | null) {
  const [files, setFiles] = useState<readonly File[]>([])
  const [problem, setProblem] = useState<FileProblem | null>(null)
  const image = channel?.image ?? null
  return {
    files,
    problem,
    accept: image?.formats.join(','),
    /** Whether the channel takes any. */
    isOffered: image !== null,
    offer: (offered: FileList | null) => {
      if (image === null || offered === null || offered.length === 0) return
      const all = [...offered]
      const problems = all.map((file) => imageProblem(file, image))
      setProblem(problems.find((found) => found !== null) ?? null)
      setFiles((held) => [...held, ...all.filter((_, at) => problems[at] === null)].slice(0, MOST))
    },
    /** It is on its way, or was put away. */
    remove: (file: File) => setFiles((held) => held.filter((other) => other !== file)),
    clear: () => {
      setFiles([])
      setProblem(null)
    },
  }
}
