import type { Command } from 'commander';
import { parameterTable, type ParameterSpec } from '../ocf/parameters.ts';

/** The script that makes bash complete commands, options, and values that are words. From the commands themselves. */
export function renderBashCompletion(cli: Command): string {
  const commands = cli.commands.map((command) => command.name());
  const cases = cli.commands.map((command) => {
    const words = [
      ...command.options.flatMap(({ short, long }) => [short, long].filter((flag) => flag !== undefined)),
      '--help',
      ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    ];
    return `    ${command.name()}) words='${words.join(' ')}' ;;`;
  });
  const choices = valueOptions(cli).map(([flag, words]) => `    ${flag}) words='${words.join(' ')}' ;;`);
  return `# bash completion of eni-agent; put it into /usr/share/bash-completion/completions/eni-agent
_eni_agent() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} words=
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='${commands.join(' ')} --help --version'
  else
    case $previous in
${choices.join('\n')}
    *)
      case \${COMP_WORDS[1]} in
${cases.map((line) => `  ${line}`).join('\n')}
      esac
      ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _eni_agent eni-agent
`;
}

/** The options behind which a value follows, with the words among which it chooses: none, where it is free. */
function valueOptions(cli: Command): readonly (readonly [flag: string, words: readonly string[]])[] {
  const options = new Map<string, readonly string[]>(
    cli.commands.flatMap((command) =>
      command.options
        .filter(({ required }) => required)
        .map(({ long, argChoices }) => [long ?? '', argChoices ?? []] as const),
    ),
  );
  for (const spec of Object.values(parameterTable)) {
    options.set(`--${spec.name.replaceAll('_', '-')}`, wordsOf(spec));
  }
  return [...options];
}

function wordsOf({ type }: ParameterSpec): readonly string[] {
  if (type.metaType === 'boolean') return ['true', 'false'];
  const words = type.expected.split(/ or |, /);
  return words.every((word) => /^[a-z]+$/.test(word)) ? words : [];
}
