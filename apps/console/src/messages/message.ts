/**
 * Messages of the console: a small part of ICU MessageFormat, enough for plain sentences in every language.
 *
 * - `{name}` a value; numbers are written as the language writes them
 * - `{count, plural, =0 {none} one {# launch} other {# launches}}` a plural; `#` is the number
 * - `<b>words</b>` words that the page shows its own way
 */
export type MessageValue = string | number;

/** The names of a message's values, read from its text: a call that forgets one does not compile. */
export type ValueNames<Text extends string> = Text extends `${string}{${infer Rest}`
  ? FirstName<Rest> | ValueNames<Rest>
  : never;
type FirstName<Text extends string> = Name<UpTo<UpTo<Text, '}'>, ','>>;
type UpTo<Text extends string, Mark extends string> = Text extends `${infer Head}${Mark}${string}` ? Head : Text;
/** A plural's branch (`{# launches}`) is no name: it holds a space, a `#` or another value. Write branches so. */
type Name<Text extends string> = Text extends `${string}${' ' | '#' | '{' | '<'}${string}` ? never : Text;

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'count' }
  | { readonly kind: 'plural'; readonly name: string; readonly branches: ReadonlyMap<string, readonly Part[]> }
  | { readonly kind: 'tag'; readonly name: string; readonly parts: readonly Part[] };

/** A piece of a finished message: words, or words inside a tag. */
export type Piece = string | { readonly tag: string; readonly pieces: readonly Piece[] };

const parsed = new Map<string, readonly Part[]>();

/** @throws Error if the text is no message; catalogues are tested, so that a page never sees it */
export function readMessage(text: string): readonly Part[] {
  const known = parsed.get(text);
  if (known) return known;
  const reader = new Reader(text);
  const parts = reader.parts(null);
  parsed.set(text, parts);
  return parts;
}

/** Fills a message's values in, as the language writes them. */
export function fillMessage(
  text: string,
  values: Readonly<Record<string, MessageValue>>,
  locale: string,
): readonly Piece[] {
  return join(fill(readMessage(text), values, locale, null));
}

/** The same as one string, for labels and titles; tags leave their words. */
export function plainMessage(text: string, values: Readonly<Record<string, MessageValue>>, locale: string): string {
  return fillMessage(text, values, locale).map(wordsOf).join('');
}

/** The names of all values and tags of a message. */
export function namesIn(parts: readonly Part[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const part of parts) {
    if (part.kind === 'value' || part.kind === 'plural') names.add(part.name);
    if (part.kind === 'tag') names.add(`<${part.name}>`);
    const inner = part.kind === 'tag' ? [part.parts] : part.kind === 'plural' ? [...part.branches.values()] : [];
    for (const one of inner) for (const name of namesIn(one)) names.add(name);
  }
  return names;
}

function wordsOf(piece: Piece): string {
  return typeof piece === 'string' ? piece : piece.pieces.map(wordsOf).join('');
}

function join(pieces: readonly Piece[]): readonly Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') joined[joined.length - 1] = last + piece;
    else joined.push(piece);
  }
  return joined;
}

function fill(
  parts: readonly Part[],
  values: Readonly<Record<string, MessageValue>>,
  locale: string,
  count: number | null,
): readonly Piece[] {
  return parts.flatMap((part): readonly Piece[] => {
    switch (part.kind) {
      case 'text':
        return [part.text];
      case 'count':
        return [write(count ?? 0, locale)];
      case 'value':
        return [write(values[part.name] ?? '', locale)];
      case 'tag':
        return [{ tag: part.name, pieces: join(fill(part.parts, values, locale, count)) }];
      case 'plural': {
        const number = Number(values[part.name] ?? 0);
        const branch = part.branches.get(`=${number}`) ?? part.branches.get(rules(locale).select(number));
        return fill(branch ?? part.branches.get('other') ?? [], values, locale, number);
      }
    }
  });
}

function write(value: MessageValue, locale: string): string {
  return typeof value === 'string' ? value : numbers(locale).format(value);
}

const pluralRules = new Map<string, Intl.PluralRules>();
function rules(locale: string): Intl.PluralRules {
  const known = pluralRules.get(locale) ?? new Intl.PluralRules(locale);
  pluralRules.set(locale, known);
  return known;
}

const numberFormats = new Map<string, Intl.NumberFormat>();
function numbers(locale: string): Intl.NumberFormat {
  const known = numberFormats.get(locale) ?? new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  numberFormats.set(locale, known);
  return known;
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  /** @param end what closes these parts: a brace, a tag's name, or nothing */
  parts(end: '}' | { readonly tag: string } | null): readonly Part[] {
    const parts: Part[] = [];
    for (;;) {
      const next = this.take(/[^{}<#]*/y);
      if (next !== '') parts.push({ kind: 'text', text: next });
      const rest = this.text.slice(this.at);
      if (rest === '') {
        if (end !== null) throw this.wrong('ends too early');
        return parts;
      }
      const closing = /^<\/(\w+)>/.exec(rest);
      if (rest.startsWith('}') || closing) {
        if (closing ? typeof end !== 'object' || end?.tag !== closing[1] : end !== '}')
          throw this.wrong('closes nothing');
        this.at += closing ? closing[0].length : 1;
        return parts;
      }
      parts.push(this.part());
    }
  }

  private part(): Part {
    if (this.take(/#/y) !== '') return { kind: 'count' };
    const tag = /^<(\w+)>/.exec(this.text.slice(this.at));
    if (tag?.[1] !== undefined) {
      this.at += tag[0].length;
      return { kind: 'tag', name: tag[1], parts: this.parts({ tag: tag[1] }) };
    }
    this.expect(/\{\s*/y);
    const name = this.expect(/\w+/y);
    if (this.take(/\s*\}/y) !== '') return { kind: 'value', name };
    this.expect(/\s*,\s*plural\s*,\s*/y);
    const branches = new Map<string, readonly Part[]>();
    while (this.take(/\s*\}/y) === '') {
      const which = this.expect(/(?:=\d+|zero|one|two|few|many|other)/y);
      this.expect(/\s*\{/y);
      branches.set(which, this.parts('}'));
      this.take(/\s*/y);
    }
    if (!branches.has('other')) throw this.wrong('has a plural without "other"');
    return { kind: 'plural', name, branches };
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private expect(pattern: RegExp): string {
    const found = this.take(pattern);
    if (found === '') throw this.wrong(`wants ${String(pattern)}`);
    return found;
  }

  private wrong(what: string): Error {
    return new Error(`The message "${this.text}" ${what} at ${this.at}.`);
  }
}
