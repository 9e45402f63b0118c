import { Button, Checkbox, NativeSelect } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import type { ExportFormat, Id, User } from '@/shared/api/types'
import { useLanguage } from '@/shared/i18n/i18n'
import { mayReply } from '@/shared/session/session'
import { Dialog } from '@/shared/ui/dialog'
import { useShowError } from '@/shared/ui/error-text'
import { notify } from '@/shared/ui/notify'
import classes from './share.module.css'

const FORMATS = ['html', 'csv', 'json'] as const satisfies readonly ExportFormat[]

/** The conversation as a file; personal data only for those who talk with customers. */
export function ExportDialog({ id, me, onClose }: { id: Id; me: User; onClose: () => void }) {
  const { t } = useTranslation(['share', 'common'])
  const lang = useLanguage()
  const showError = useShowError()
  const [format, setFormat] = useState<ExportFormat>('html')
  const [personal, setPersonal] = useState(false)
  const save = useMutation({
    mutationFn: async () => {
      const file = await api.exportConversation(id, { format, personal, lang })
      download(file as unknown as Blob, `conversation-${id}.${format}`)
    },
    onSuccess: () => {
      void notify({ message: t('export.done') })
      onClose()
    },
    onError: showError,
  })
  return (
    <Dialog onClose={onClose} title={t('export.title')}>
      <div className={classes.dialog}>
        <NativeSelect
          label={t('export.format')}
          value={format}
          data-autofocus
          onChange={(event) =>
            setFormat(FORMATS.find((one) => one === event.currentTarget.value) ?? 'html')
          }
          data={FORMATS.map((one) => ({ value: one, label: t(`export.${one}`) }))}
        />
        {mayReply(me.role) ? (
          <Checkbox
            label={t('export.personal')}
            description={t('export.personalHint')}
            checked={personal}
            onChange={(event) => setPersonal(event.currentTarget.checked)}
          />
        ) : (
          <p className={classes.about}>{t('export.masked')}</p>
        )}
        <Button
          leftSection={<IconDownload size={18} aria-hidden />}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t('export.submit')}
        </Button>
      </div>
    </Dialog>
  )
}

function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
