/// A script for zsh: a file `_bilag` in a folder of `fpath`, or `source <(bilag completion zsh)`.
struct ZshCompletion {
    let words: CompletionWords

    var script: String {
        """
        #compdef bilag
        # Completion of bilag for zsh, made by 'bilag completion zsh'.

        # First column of a list of the books that the command line names.
        _bilag_list() {
            local -a books found
            local i
            for ((i = 2; i < ${#words}; i++)); do
                [[ ${words[i]} == --books ]] && books=(--books "${~words[i + 1]}")
            done
            found=(${(f)"$(command bilag $1 list --csv $books 2>/dev/null | tail -n +2 | cut -d ';' -f 1)"})
            compadd -a found
        }

        _bilag() {
            local path_='' command_='' word
            local -i rest=0 skip=0 i
            local -a items
            for ((i = 2; i < CURRENT; i++)); do
                word=${words[i]}
                if ((skip)); then
                    skip=0
                    continue
                fi
                case $word in
                    \(words.valueOptions.joined(separator: "|"))) skip=1 ;;
                    -*) ;;
                    *)
                        if [[ -n $command_ ]]; then
                            rest=$((rest + 1))
                        else
                            path_="${path_:+$path_ }$word"
                            case $path_ in
                                \(words.commands.map { "'\($0.name)'" }.joined(separator: "|"))) command_=$path_ ;;
                            esac
                        fi
                        ;;
                esac
            done
            if ((skip)); then
                case "$command_ ${words[CURRENT - 1]}" in
        \(CaseLines.text(cases.optionValues, indent: 12))
                esac
                return
            fi
            if [[ ${words[CURRENT]} == -* ]]; then
                case $command_ in
        \(CaseLines.text(options, indent: 12))
                    *) items=(\(described(GlobalOptions.options)) '--version:Show the version.') ;;
                esac
                _describe -o option items
                return
            fi
            if [[ -z $command_ ]]; then
                case $path_ in
                    '') items=(\(described(words.nouns))) ;;
        \(CaseLines.text(followers, indent: 12))
                esac
                _describe command items
                return
            fi
            case "$command_ $rest" in
        \(CaseLines.text(cases.parameters, indent: 8))
            esac
        }

        if [[ ${funcstack[1]-} == _bilag ]]; then
            _bilag "$@"
        elif (($+functions[compdef])); then
            compdef _bilag bilag
        fi

        """
    }

    private var followers: [String] {
        words.followers.map { path, items in "'\(path)') items=(\(described(items))) ;;" }
    }

    private var options: [String] {
        words.commands.map { "'\($0.name)') items=(\(described(words.options(of: $0)))) ;;" }
    }

    private var cases: CaseLines { CaseLines(words: words, separator: "|", action: action) }

    private func action(_ values: CompletionValues) -> String? {
        switch values {
        case .choices(let choices): "compadd -- \(choices.joined(separator: " "))"
        case .files: "_files"
        case .folders: "_files -/"
        case .accounts: "_bilag_list account"
        case .filings: "_bilag_list filing"
        case .unknown: nil
        }
    }

    private func described(_ items: [CompletionWords.Item]) -> String {
        items.map { ZshCompletion.quoted("\($0.word):\($0.summary)") }.joined(separator: " ")
    }

    private func described(_ options: [CommandOption]) -> String {
        options.flatMap { option in
            option.words.map { ZshCompletion.quoted("\($0):\(option.summary)") }
        }.joined(separator: " ")
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
