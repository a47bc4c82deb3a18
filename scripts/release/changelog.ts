export interface ChangelogSection {
  /** As ISO 8601 has it. */
  readonly date: string;
  readonly text: string;
}

/** What CHANGELOG.md says of a version, or undefined where it says nothing, or gives no date. */
export function sectionOf(changelog: string, version: string): ChangelogSection | undefined {
  const lines = changelog.split('\n');
  const heading = new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - (\\d{4}-\\d\\d-\\d\\d)$`);
  const first = lines.findIndex((line) => heading.test(line));
  if (first < 0) return undefined;
  const rest = lines.slice(first + 1);
  const next = rest.findIndex((line) => /^## |^\[[^\]]+\]: /.test(line));
  const text = rest
    .slice(0, next < 0 ? rest.length : next)
    .join('\n')
    .trim();
  return text === '' ? undefined : { date: heading.exec(lines[first] ?? '')?.[1] ?? '', text };
}
