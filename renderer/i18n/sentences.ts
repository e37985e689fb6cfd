/** Korean has one plural form: i18next asks for `_other` only. */
type SingularKey = `${string}_one`;

/** The shape that another language's table must have: every sentence of `T`, none missing, none extra. */
export type SameSentences<T> = {
  [K in keyof T as K extends SingularKey ? never : K]: T[K] extends string ? string : SameSentences<T[K]>;
};
