/// A script for bash: `source <(bilag completion bash)`.
struct BashCompletion {
    let words: CompletionWords

    var script: String {
        """
        # Completion of bilag for bash, made by 'bilag completion bash'.

        # First column of a list of the books that the command line names.
        _bilag_list() {
            local books=() i
            for ((i = 1; i + 1 < ${#COMP_WORDS[@]}; i++)); do
                [[ ${COMP_WORDS[i]} == --books ]] && books=(--books "${COMP_WORDS[i + 1]/#\\~/$HOME}")
            done
            command bilag "$1" list --csv "${books[@]}" 2>/dev/null | tail -n +2 | cut -d ';' -f 1
        }

        _bilag() {
            local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} path= command= rest=0 skip=0 i word
            COMPREPLY=()
            for ((i = 1; i < COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                if ((skip)); then
                    skip=0
                    continue
                fi
                case $word in
                    \(words.valueOptions.joined(separator: " | "))) skip=1 ;;
                    -*) ;;
                    *)
                        if [[ -n $command ]]; then
                            rest=$((rest + 1))
                        else
                            path="${path:+$path }$word"
                            case $path in
                                \(patterns(words.commands.map(\.name)))) command=$path ;;
                            esac
                        fi
                        ;;
                esac
            done
            if ((skip)); then
                case "$command $prev" in
        \(CaseLines.text(cases.optionValues, indent: 12))
                esac
                return
            fi
            if [[ $cur == -* ]]; then
                case $command in
        \(CaseLines.text(optionWords, indent: 12))
                    *) COMPREPLY=($(compgen -W "\(globalWords)" -- "$cur")) ;;
                esac
                return
            fi
            if [[ -z $command ]]; then
                case $path in
                    '') COMPREPLY=($(compgen -W "\(words.nouns.map(\.word).joined(separator: " "))" -- "$cur")) ;;
        \(CaseLines.text(followers, indent: 12))
                esac
                return
            fi
            case "$command $rest" in
        \(CaseLines.text(cases.parameters, indent: 8))
            esac
        }

        complete -o bashdefault -F _bilag bilag

        """
    }

    private var globalWords: String { GlobalOptions.options.flatMap(\.words).joined(separator: " ") + " --version" }

    private var followers: [String] {
        words.followers.map { path, items in
            "'\(path)') COMPREPLY=($(compgen -W \"\(items.map(\.word).joined(separator: " "))\" -- \"$cur\")) ;;"
        }
    }

    private var optionWords: [String] {
        words.commands.map { command in
            "'\(command.name)') COMPREPLY=($(compgen -W "
                + "\"\(words.options(of: command).flatMap(\.words).joined(separator: " "))\" -- \"$cur\")) ;;"
        }
    }

    private var cases: CaseLines { CaseLines(words: words, separator: " | ", action: action) }

    private func action(_ values: CompletionValues) -> String? {
        switch values {
        case .choices(let choices):
            "COMPREPLY=($(compgen -W \"\(choices.joined(separator: " "))\" -- \"$cur\"))"
        case .files: "compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$cur\"))"
        case .folders: "compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- \"$cur\"))"
        case .accounts: "COMPREPLY=($(compgen -W \"$(_bilag_list account)\" -- \"$cur\"))"
        case .filings: "COMPREPLY=($(compgen -W \"$(_bilag_list filing)\" -- \"$cur\"))"
        case .unknown: nil
        }
    }

    private func patterns(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: " | ") }
}
