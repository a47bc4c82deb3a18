/** Puts values in for words between at signs. Throws on one without a value, so that none gets into a package. */
export function fillIn(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/@([A-Z_]+)@/g, (word, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`nothing to put in for ${word}`);
    return value;
  });
}
