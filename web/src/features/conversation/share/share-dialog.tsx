import { Button, NativeSelect } from '@mantine/core'
import { IconLink } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import type { Id } from '@/shared/api/types'
import { Dialog } from '@/shared/ui/dialog'
import { useShowError } from '@/shared/ui/error-text'
import { ErrorState } from '@/shared/ui/notice'
import { notify } from '@/shared/ui/notify'
import { copy } from './copy'
import classes from './share.module.css'
import { ShareItem } from './share-item'

/** Hours a link may work. */
const LIVES = ['24', '168', '720', '2160'] as const
const USUAL_LIFE = '168'

const sharesKey = (id: Id) => ['shares', id] as const

/** Links to a conversation's history for people outside: made, copied, revoked. */
export function ShareDialog({ id, onClose }: { id: Id; onClose: () => void }) {
  const { t } = useTranslation(['share', 'common'])
  const client = useQueryClient()
  const showError = useShowError()
  const [hours, setHours] = useState<string>(USUAL_LIFE)
  const shares = useQuery({
    queryKey: sharesKey(id),
    queryFn: ({ signal }) => api.shares(id, signal),
  })
  const again = () => client.invalidateQueries({ queryKey: sharesKey(id) })
  const make = useMutation({
    mutationFn: () => api.makeShare(id, Number(hours)),
    onSuccess: async ({ url }) => {
      await again()
      const isCopied = url !== null && (await copy(url))
      void notify({ message: t(isCopied ? 'made' : 'madeOnly') })
    },
    onError: showError,
  })
  return (
    <Dialog onClose={onClose} size="lg" title={t('title')}>
      <div className={classes.dialog}>
        <p className={classes.about}>{t('about')}</p>
        <div className={classes.make}>
          <NativeSelect
            label={t('life')}
            value={hours}
            onChange={(event) => setHours(event.currentTarget.value)}
            data={LIVES.map((life) => ({ value: life, label: t(`lives.${life}`) }))}
          />
          <Button
            leftSection={<IconLink size={18} aria-hidden />}
            loading={make.isPending}
            onClick={() => make.mutate()}
          >
            {t('make')}
          </Button>
        </div>
        <section aria-labelledby="shares-heading">
          <h3 id="shares-heading" className={classes.heading}>
            {t('list')}
          </h3>
          {shares.isError && (
            <ErrorState title={t('failed')} error={shares.error} onRetry={() => void again()} />
          )}
          {shares.data?.length === 0 && <p className={classes.about}>{t('none')}</p>}
          <ul className={classes.list}>
            {shares.data?.map((share) => (
              <ShareItem key={share.id} conversation={id} share={share} onRevoked={again} />
            ))}
          </ul>
        </section>
      </div>
    </Dialog>
  )
}
