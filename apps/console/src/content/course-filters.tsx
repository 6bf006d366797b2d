import { useId, type ReactNode } from 'react';
import { Button } from '../look/button.js';
import { useFormats, useLanguage, useMessages } from '../messages/use-messages.js';
import { type CourseFilter, type Facet, useFacets } from './courses.js';
import { contentWords } from './messages.js';

interface CourseFiltersProps {
  readonly filter: CourseFilter;
  readonly onChange: (change: Partial<CourseFilter>) => void;
}

/** So many topics are buttons; the others are in the list. */
const TOPIC_BUTTONS = 6;

/** Narrows the list by topic, kind, language and state (S45). */
export function CourseFilters({ filter, onChange }: CourseFiltersProps): ReactNode {
  const t = useMessages(contentWords);
  const formats = useFormats();
  const facets = useFacets().data ?? [];
  const { languageName } = useLanguageNames();
  const of = (facet: Facet['facet']): readonly Facet[] => facets.filter((one) => one.facet === facet);
  const narrowed = filter.topic !== '' || filter.kind !== '' || filter.language !== '' || filter.state !== '';
  return (
    <div className="narrow">
      <div className="row filters">
        <Choice label={t('topic')} all={t('topic.all')} value={filter.topic} onChange={(topic) => onChange({ topic })}>
          {of('topic').map(({ value }) => [value, value])}
        </Choice>
        <Choice label={t('kind')} all={t('kind.all')} value={filter.kind} onChange={(kind) => onChange({ kind })}>
          {(['course', 'video'] as const).map((kind) => [kind, t(`kind.${kind}`)])}
        </Choice>
        <Choice
          label={t('language')}
          all={t('language.all')}
          value={filter.language}
          onChange={(language) => onChange({ language })}
        >
          {of('language').map(({ value }) => [value, languageName(value)])}
        </Choice>
        <Choice label={t('state')} all={t('state.all')} value={filter.state} onChange={(state) => onChange({ state })}>
          {(['published', 'retired'] as const).map((state) => [state, t(`state.${state}`)])}
        </Choice>
      </div>
      <ul className="topics" aria-label={t('topic.narrow')}>
        {of('topic')
          .slice(0, TOPIC_BUTTONS)
          .map(({ value, count }) => (
            <li key={value}>
              <button
                className="tag topic"
                type="button"
                aria-pressed={filter.topic === value}
                onClick={() => onChange({ topic: filter.topic === value ? '' : value })}
              >
                {value} <span>{formats.number(count)}</span>
              </button>
            </li>
          ))}
        {narrowed ? (
          <li>
            <Button small kind="quiet" onPress={() => onChange({ topic: '', kind: '', language: '', state: '' })}>
              {t('clear')}
            </Button>
          </li>
        ) : null}
      </ul>
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly all: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** value and name */
  readonly children: readonly (readonly [string, string])[];
}

function Choice({ label, all, value, onChange, children }: ChoiceProps): ReactNode {
  const id = useId();
  const known = children.some(([one]) => one === value) || value === '';
  return (
    <div className="field">
      <label className="vh" htmlFor={id}>
        {label}
      </label>
      <select className="select" id={id} value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">{all}</option>
        {known ? null : <option value={value}>{value}</option>}
        {children.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Names of languages in the reader's own. */
export function useLanguageNames(): { readonly languageName: (tag: string) => string } {
  const { locale } = useLanguage();
  const names = new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' });
  return {
    languageName: (tag) => {
      try {
        return names.of(tag) ?? tag;
      } catch {
        return tag;
      }
    },
  };
}
