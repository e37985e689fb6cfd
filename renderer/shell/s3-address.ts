/** Whether a text in the search field is meant as an address rather than as part of a name, from its scheme on. Main decides what it names. */
export const looksLikeAddress = (text: string): boolean => /^(s3|https?):/i.test(text.trim());
