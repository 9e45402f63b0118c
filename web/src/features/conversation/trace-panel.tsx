import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import { ApiError } from '@/shared/api/error'
import type { Id } from '@/shared/api/types'
import { decimal, dollars, percent } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import { EmptyState, ErrorState } from '@/shared/ui/notice'
import { useReasonText } from './reason'
import { RecordDialog } from './record-dialog'
import { type TraceHit, traceView } from './trace'
import classes from './trace-panel.module.css'
import { TracePath } from './trace-path'

/** Why the bot wrote a message: path, intent, sources, model. */
export function TracePanel({ messageId }: { messageId: Id }) {
  const { t } = useTranslation(['conversation', 'common'])
  const turn = useQuery({
    queryKey: ['turn', messageId],
    queryFn: ({ signal }) => api.turnOfMessage(messageId, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: (count, error) => !(error instanceof ApiError && error.status === 404) && count < 2,
  })
  if (turn.isPending) return <div className={classes.skeleton} aria-hidden />
  if (turn.isError) {
    return turn.error instanceof ApiError && turn.error.status === 404 ? (
      <EmptyState icon={null} title={t('trace.missing')} />
    ) : (
      <ErrorState
        title={t('common:error.title')}
        error={turn.error}
        onRetry={() => void turn.refetch()}
      />
    )
  }
  const { conversation_id, flow_id, record } = turn.data
  return (
    <>
      <Trace flowId={flow_id} record={record} />
      <RecordDialog id={conversation_id} />
    </>
  )
}

function Trace({ flowId, record }: { flowId: string | null; record: unknown }) {
  const { t } = useTranslation(['conversation', 'common'])
  const language = useLanguage()
  const reasonText = useReasonText()
  const view = traceView(record)
  const { inputTokens, outputTokens, costMicros } = view.spent
  return (
    <div className={classes.panel}>
      {view.intent && (
        <Section title={t('trace.intent')}>
          <p>
            <strong>{view.intent.name ?? t('trace.noIntent')}</strong>{' '}
            <span className={classes.note}>
              {t('trace.confidence', { value: percent(language, view.intent.confidence) })}
            </span>
          </p>
        </Section>
      )}
      {view.handoff && (
        <Section title={t('handoff.title')}>
          <p>{reasonText(view.handoff)}</p>
        </Section>
      )}
      <Section title={t('trace.sources')}>
        {view.hits.length === 0 ? (
          <p className={classes.note}>{t(view.searched ? 'trace.nothing' : 'trace.noSources')}</p>
        ) : (
          <ol className={classes.hits}>
            {view.hits.map((hit, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one article may be hit twice, and the list is fixed
              <Hit key={index} hit={hit} />
            ))}
          </ol>
        )}
      </Section>
      <Section title={t('trace.path')}>
        <TracePath steps={view.steps} />
      </Section>
      <dl className={classes.facts}>
        {flowId && <Fact name={t('trace.flow')}>{flowId}</Fact>}
        {view.models.length > 0 && (
          <Fact name={t('trace.model')}>
            {view.models
              .map((model) => (model === 'builtin' ? t('trace.builtin') : model))
              .join(', ')}
          </Fact>
        )}
        {view.answer && (
          <Fact name={t('trace.answer')}>
            {t('trace.confidence', { value: percent(language, view.answer.confidence) })}
          </Fact>
        )}
        {inputTokens + outputTokens > 0 && (
          <Fact name={t('trace.tokens')}>
            {t('trace.tokensOf', {
              input: decimal(language, inputTokens),
              output: decimal(language, outputTokens),
            })}
          </Fact>
        )}
        {view.models.length > 0 && (
          <Fact name={t('trace.cost')}>{dollars(language, costMicros)}</Fact>
        )}
        {view.tookMs !== null && (
          <Fact name={t('trace.time')}>
            {t('trace.milliseconds', { value: decimal(language, view.tookMs) })}
          </Fact>
        )}
      </dl>
    </div>
  )
}

function Hit({ hit }: { hit: TraceHit }) {
  const { t } = useTranslation(['conversation', 'common'])
  const language = useLanguage()
  return (
    <li className={classes.hit} data-cited={hit.cited || undefined}>
      <p className={classes.hitHead}>
        <span className={classes.hitTitle}>{hit.title}</span>
        {hit.cited && <span className={classes.cited}>{t('trace.cited')}</span>}
        <span className={classes.note}>
          {t('trace.score', { value: percent(language, hit.score) })}
        </span>
      </p>
      <p className={classes.note}>{hit.article}</p>
      {hit.text && (
        <details>
          <summary>{t('trace.passage')}</summary>
          <p className={classes.passage}>{hit.text}</p>
        </details>
      )}
    </li>
  )
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h3 className={classes.heading}>{title}</h3>
      {children}
    </section>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
