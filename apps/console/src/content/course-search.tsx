import { useDeferredValue, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../look/button.js';
import { Icon } from '../look/icon.js';
import { useMessages } from '../messages/use-messages.js';
import { useScope } from '../shell/scope.js';
import { type Suggestion, useSuggestions } from './courses.js';
import { lengthText } from './length-text.js';
import { contentWords } from './messages.js';

interface CourseSearchProps {
  /** what the list is searched for now */
  readonly words: string;
  readonly onSearch: (words: string) => void;
}

/** The search with suggestions (S43–S45): a combobox by the ARIA pattern, so that arrows, Enter and Escape do what people expect. */
export function CourseSearch({ words, onSearch }: CourseSearchProps): ReactNode {
  const t = useMessages(contentWords);
  const navigate = useNavigate();
  const scope = useScope();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(words);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const asked = useDeferredValue(text);
  const found = useSuggestions(open ? asked : '');
  const options = open && text.trim() !== '' ? (found.data?.suggestions ?? []) : [];
  const goTo = ({ courseId }: Suggestion): void => void navigate(scope.path(`/content/${courseId}`));
  const search = (value: string): void => {
    setOpen(false);
    setActive(-1);
    onSearch(value.trim());
  };
  const type = (value: string): void => {
    setText(value);
    setOpen(true);
    setActive(-1);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setOpen(true);
      setActive((now) => wrapped(now + step, options.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const chosen = options[active];
      if (chosen) goTo(chosen);
      else search(text);
    } else if (event.key === 'Escape') {
      if (options.length > 0) setOpen(false);
      else type('');
    }
  };
  return (
    <div className="combo">
      <label className="vh" htmlFor={id}>
        {t('search')}
      </label>
      <div className="input-wrap">
        <Icon name="search" />
        <input
          ref={field}
          className="input big"
          id={id}
          type="text"
          role="combobox"
          autoComplete="off"
          placeholder={t('search')}
          aria-expanded={options.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={options[active] ? `${id}-${active}` : undefined}
          value={text}
          onChange={({ target }) => type(target.value)}
          onKeyDown={onKeyDown}
          onBlur={() => setOpen(false)}
        />
        {text === '' ? null : (
          <span className="clear">
            <Button
              kind="icon"
              aria-label={t('search.clear')}
              onPress={() => {
                setText('');
                search('');
                field.current?.focus();
              }}
            >
              <Icon name="x" />
            </Button>
          </span>
        )}
      </div>
      <div className="pop" hidden={options.length === 0}>
        <ul role="listbox" id={`${id}-list`} aria-label={t('search.suggestions')}>
          {options.map((option, at) => (
            <li
              key={option.courseId}
              className="option"
              role="option"
              id={`${id}-${at}`}
              aria-selected={at === active}
              // The field keeps the focus; a press must not take it before the click comes.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => goTo(option)}
            >
              <Icon name={option.kind === 'video' ? 'video' : 'course'} />
              <span>
                <Marked title={option.title} words={found.data?.corrected ?? text} />
              </span>
              <span className="what">
                {t(`kind.${option.kind}`)}, {lengthText(option.seconds)}
              </span>
            </li>
          ))}
        </ul>
        <p className="pop-foot">
          <span>{t('search.enter')}</span>
        </p>
      </div>
      <p className="vh" role="status">
        {open && text.trim() !== '' && found.isSuccess ? t('search.count', { count: options.length }) : ''}
      </p>
    </div>
  );
}

/** -1 = the field itself. */
function wrapped(at: number, count: number): number {
  if (count === 0) return -1;
  return at < -1 ? count - 1 : at >= count ? -1 : at;
}

/** The beginning of the title that was typed, underlined. */
function Marked({ title, words }: { readonly title: string; readonly words: string }): ReactNode {
  const typed = words.trim();
  if (typed === '' || !title.toLowerCase().startsWith(typed.toLowerCase())) return title;
  return (
    <>
      <mark>{title.slice(0, typed.length)}</mark>
      {title.slice(typed.length)}
    </>
  );
}
