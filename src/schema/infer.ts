/**
 * The TypeScript type of what a JSON Schema accepts, for schemas written `as const`: a subset of the language, the one that
 * our schemas use. `oneOf` and `anyOf` become unions; keywords that only narrow values (minimum, pattern) change no type.
 */
export type Infer<S> = S extends { readonly const: infer C }
  ? C
  : S extends { readonly enum: readonly (infer E)[] }
    ? E
    : S extends { readonly anyOf: readonly (infer A)[] }
      ? Infer<A>
      : S extends { readonly oneOf: readonly (infer O)[] }
        ? Infer<O>
        : S extends { readonly type: readonly (infer T)[] }
          ? InferType<S, T>
          : S extends { readonly type: infer T }
            ? InferType<S, T>
            : unknown;

type InferType<S, T> = T extends 'string'
  ? string
  : T extends 'number' | 'integer'
    ? number
    : T extends 'boolean'
      ? boolean
      : T extends 'null'
        ? null
        : T extends 'array'
          ? InferArray<S>
          : T extends 'object'
            ? InferObject<S>
            : never;

type InferArray<S> = S extends { readonly items: infer I } ? readonly Infer<I>[] : readonly unknown[];

type InferObject<S> = S extends { readonly properties: infer P }
  ? Flat<
      { readonly [K in keyof P as K extends RequiredKey<S> ? K : never]: Infer<P[K]> } & {
        readonly [K in keyof P as K extends RequiredKey<S> ? never : K]?: Infer<P[K]>;
      }
    >
  : S extends { readonly additionalProperties: infer A }
    ? Readonly<Record<string, Infer<A>>>
    : Readonly<Record<string, unknown>>;

type RequiredKey<S> = S extends { readonly required: readonly (infer K)[] } ? K : never;
/** One object type instead of an intersection, so that editors show the keys. */
type Flat<T> = { [K in keyof T]: T[K] };
