import { createContext, useContext } from 'react'
import type { LiveConnection } from './connection'

/** Lists tell the connection at which version they were read. */
export const LiveContext = createContext<Pick<LiveConnection, 'snapshot'>>({ snapshot: () => {} })

export const useLiveConnection = () => useContext(LiveContext)
