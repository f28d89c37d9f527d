/** The shells that can complete a command. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** A script that asks `PROGRAM complete -- WORD…` what may follow. @param shell one of `SHELLS`. */
export function scriptFor(shell: string, program: string): string {
  const name = `_${program.replaceAll("-", "_")}_completion`;
  if (shell === "bash") return bash(program, name);
  return shell === "zsh" ? zsh(program, name) : fish(program, name);
}

/** A word may hold = and :, at which bash splits it: the words are those between blanks, and it gets the part behind the last. */
function bash(program: string, name: string): string {
  return `${name}() {
  local line=\${COMP_LINE:0:COMP_POINT} typed prefix word words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  typed=\${words[\${#words[@]}-1]}
  prefix=\${typed%"\${typed##*[=:]}"}
  COMPREPLY=()
  while IFS= read -r word; do
    if [[ $word == :files ]]; then
      compopt -o filenames 2> /dev/null
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "\${typed#"$prefix"}")
    else
      word=\${word%%$'\\t'*}
      COMPREPLY+=("\${word#"$prefix"}")
    fi
  done < <("$1" complete -- "\${words[@]:1}" 2> /dev/null)
}
complete -F ${name} ${program}
`;
}

function zsh(program: string, name: string): string {
  return `#compdef ${program}
${name}() {
  local line
  local -a candidates
  for line in "\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2> /dev/null)}"; do
    if [[ $line == :files ]]; then
      _files
    elif [[ -n $line ]]; then
      candidates+=("\${\${line//:/\\\\:}/$'\\t'/:}")
    fi
  done
  (( \${#candidates} == 0 )) || _describe ${program} candidates
}
compdef ${name} ${program}
`;
}

function fish(program: string, name: string): string {
  return `function ${name}
  set -l words (commandline -opc)
  set -a words "$(commandline -ct)"
  for line in (command $words[1] complete -- $words[2..] 2> /dev/null)
    if test "$line" = :files
      __fish_complete_path "$(commandline -ct)"
    else
      echo "$line"
    end
  end
end
complete -c ${program} -f -a "(${name})"
`;
}
