import { NOW } from './clock'

export interface Share {
  id: number
  url: string | null
  user_name: string
  created_at: number
  expires_at: number
  revoked_at: number | null
}

/** One link that was revoked; the page makes the others. */
export const shares: Share[] = [
  {
    id: 71,
    url: null,
    user_name: 'Игорь Смирнов',
    created_at: NOW - 3 * 86_400_000,
    expires_at: NOW + 4 * 86_400_000,
    revoked_at: NOW - 86_400_000,
  },
]

/** A point of the curve, as browsers take it. */
export const pushKey =
  'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8'
