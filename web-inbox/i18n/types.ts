/** A sentence that depends on a number: one form per plural category of the language. */
export type Plural<Category extends string> = Readonly<Record<Category, string>>;

/** The same keys as the English words; plural sentences have the categories of the language. */
export type Dictionary<Words, Category extends string> = {
  readonly [Key in keyof Words]: Words[Key] extends string
    ? string
    : Words[Key] extends { readonly other: string }
      ? Plural<Category>
      : Dictionary<Words[Key], Category>;
};

/** Dotted paths of all sentences. */
export type WordKey<Words, Prefix extends string = ''> = {
  [Key in keyof Words & string]: Words[Key] extends string | { readonly other: string }
    ? `${Prefix}${Key}`
    : WordKey<Words[Key], `${Prefix}${Key}.`>;
}[keyof Words & string];

type Tree = { readonly [key: string]: string | Tree };

/** The flat form the translator reads: `list.unread` with one entry `list.unread_few` per plural form. */
export function flatten(tree: Tree, prefix = ''): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') flat[prefix + key] = value;
    else if (typeof value.other === 'string') {
      for (const [category, form] of Object.entries(value)) {
        if (typeof form === 'string') flat[`${prefix}${key}_${category}`] = form;
      }
    } else Object.assign(flat, flatten(value, `${prefix}${key}.`));
  }
  return flat;
}
