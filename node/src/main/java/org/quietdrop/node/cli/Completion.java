package org.quietdrop.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A script by which a shell completes commands, options, names of contacts and files. It is made
 * from the same table as the help, and asks {@code quietdrop contacts --names} for names.
 */
final class Completion {
    /** The shells for which there is one. */
    enum Shell {
        BASH,
        ZSH,
        FISH;

        /** As it is typed. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Shell> of(String word) {
            for (Shell shell : values()) {
                if (shell.word().equals(word)) return Optional.of(shell);
            }
            return Optional.empty();
        }
    }

    /** What may stand in the place of the cursor: the same in both shells. */
    private static final String CHOICE =
            """
                if [[ -n $skip ]]; then
                    case $at:$prev in
            @OPTION_KINDS@
                        *) what=none ;;
                    esac
                elif [[ $cur == -* ]]; then
                    case $at in
            @OPTIONS@
                    esac
                else
                    case $at:$n in
            @ARGUMENTS@
                        *) what=none ;;
                    esac
                fi
            """;

    private static final String BASH =
"""
            # bash completion for quietdrop, made by: quietdrop completion bash
            _quietdrop() {
                local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
                local at= n=0 i skip=
                COMPREPLY=()
                for ((i = 1; i < COMP_CWORD; i++)); do
                    if [ -n "$skip" ]; then skip=; continue; fi
                    case $at:${COMP_WORDS[i]} in
            @VALUED@) skip=1 ;;
                        *:-*) ;;
                        *)  case $at/${COMP_WORDS[i]} in
            @PATHS@) at=$at/${COMP_WORDS[i]} ;;
                                *) n=$((n + 1)) ;;
                            esac ;;
                    esac
                done
                local what=words words=
@CHOICE@
                local IFS=$'\\n'
                case $what in
                    words) COMPREPLY=($(compgen -W "${words// /$IFS}" -- "$cur")) ;;
                    files) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")) ;;
                    names) local name
                        for name in $(quietdrop contacts --names 2>/dev/null </dev/null); do
                            [[ $name == "$cur"* ]] && COMPREPLY+=("$(printf %q "$name")")
                        done ;;
                esac
            }
            complete -F _quietdrop quietdrop
""";

    private static final String ZSH =
"""
            #compdef quietdrop
            # zsh completion for quietdrop, made by: quietdrop completion zsh
            _quietdrop() {
                local cur=${words[CURRENT]} prev=${words[CURRENT-1]} at= skip= what=words known=
                local -i n=0 i
                for ((i = 2; i < CURRENT; i++)); do
                    if [[ -n $skip ]]; then skip=; continue; fi
                    case $at:${words[i]} in
            @VALUED@) skip=1 ;;
                        *:-*) ;;
                        *)  case $at/${words[i]} in
            @PATHS@) at=$at/${words[i]} ;;
                                *) n=$((n + 1)) ;;
                            esac ;;
                    esac
                done
@CHOICE@
                case $what in
                    words) compadd -- ${=known} ;;
                    files) _files ;;
                    names) compadd -- ${(f)"$(quietdrop contacts --names 2>/dev/null </dev/null)"} ;;
                esac
            }
            if [[ $funcstack[1] == _quietdrop ]]; then _quietdrop "$@"; else compdef _quietdrop quietdrop; fi
""";

    private static final String FISH =
            """
            # fish completion for quietdrop, made by: quietdrop completion fish
            function __quietdrop_at
                set -l at ''
                set -l n 0
                set -l skip 0
                for word in (commandline -opc)[2..-1]
                    if test $skip = 1
                        set skip 0
                        continue
                    end
                    switch "$at:$word"
                        case @VALUED@
                            set skip 1
                        case '*:-*'
                        case '*'
                            switch "$at/$word"
                                case @PATHS@
                                    set at "$at/$word"
                                case '*'
                                    set n (math $n + 1)
                            end
                    end
                end
                test $skip = 1; and return 1
                test "$argv[1]" = "$at"; or return 1
                test (count $argv) = 1; or test $argv[2] = $n
            end
            function __quietdrop_names
                quietdrop contacts --names 2>/dev/null </dev/null
            end
            complete -c quietdrop -f
            """;

    private final List<CommandTree> all;

    private Completion(CommandTree root) {
        this.all = root.all();
    }

    /** The script, to be read by that shell. */
    static String of(CommandTree root, Shell shell) {
        Completion made = new Completion(root);
        return switch (shell) {
            case BASH -> made.posix(BASH, "words");
            case ZSH -> made.posix(ZSH, "known");
            case FISH -> made.fish();
        };
    }

    private static String at(CommandTree command) {
        return command.path().stream().map(word -> "/" + word).collect(Collectors.joining());
    }

    private String posix(String frame, String variable) {
        return frame.replace("@CHOICE@\n", CHOICE)
                .replace("@VALUED@", "            " + String.join("|", valued()))
                .replace("@PATHS@", "                    " + String.join("|", paths()))
                .replace("@OPTION_KINDS@", String.join("\n", optionKinds()))
                .replace("@OPTIONS@", String.join("\n", options(variable)))
                .replace("@ARGUMENTS@", String.join("\n", arguments(variable)));
    }

    /** Options behind which a value stands. */
    private List<String> valued() {
        List<String> valued = new ArrayList<>();
        for (CommandTree command : all) {
            for (CommandTree.Option option : command.options()) {
                if (option.label().isEmpty()) continue;
                option.names().forEach(name -> valued.add(at(command) + ":" + name));
            }
        }
        return valued;
    }

    private List<String> paths() {
        return all.stream().filter(c -> !c.path().isEmpty()).map(Completion::at).toList();
    }

    private List<String> optionKinds() {
        List<String> cases = new ArrayList<>();
        for (CommandTree command : all) {
            for (CommandTree.Option option : command.options()) {
                String what = what(option.kind());
                if (option.label().isEmpty() || what.equals("none")) continue;
                option.names()
                        .forEach(name ->
                                cases.add(
                                        "            %s:%s) what=%s ;;"
                                                .formatted(at(command), name, what)));
            }
        }
        return cases;
    }

    private List<String> options(String variable) {
        return all.stream()
                .map(command ->
                        "            %s) %s='%s' ;;"
                                .formatted(
                                        at(command).isEmpty() ? "''" : at(command),
                                        variable,
                                        command.options().stream()
                                                .flatMap(option -> option.names().stream())
                                                .filter(name -> name.startsWith("--"))
                                                .collect(Collectors.joining(" "))))
                .toList();
    }

    private List<String> arguments(String variable) {
        List<String> cases = new ArrayList<>();
        for (CommandTree command : all) {
            if (!command.commands().isEmpty()) {
                cases.add(
                        "            %s:0) %s='%s' ;;"
                                .formatted(at(command), variable, below(command)));
            }
            for (int i = 0; i < command.arguments().size(); i++) {
                CommandTree.Argument argument = command.arguments().get(i);
                String what = what(argument.kind());
                String place = argument.many() ? "*" : String.valueOf(i);
                if (what.equals("none")) continue;
                cases.add("            %s:%s) what=%s ;;".formatted(at(command), place, what));
            }
        }
        return cases;
    }

    private static String below(CommandTree command) {
        return command.commands().stream()
                .map(one -> one.path().getLast())
                .collect(Collectors.joining(" "));
    }

    private static String what(CommandTree.Kind kind) {
        return switch (kind) {
            case CONTACT -> "names";
            case FILE -> "files";
            case TEXT -> "none";
        };
    }

    private String fish() {
        StringBuilder script = new StringBuilder();
        script.append(
                FISH.replace("@VALUED@", quoted(valued())).replace("@PATHS@", quoted(paths())));
        for (CommandTree command : all) {
            for (CommandTree one : command.commands()) {
                add(script, command, "0", "-a " + one.path().getLast() + " " + told(one.meaning()));
            }
            for (int i = 0; i < command.arguments().size(); i++) {
                CommandTree.Argument argument = command.arguments().get(i);
                String place = argument.many() ? "" : String.valueOf(i);
                switch (argument.kind()) {
                    case CONTACT -> add(script, command, place, "-a '(__quietdrop_names)'");
                    case FILE -> add(script, command, place, "-F");
                    case TEXT -> {}
                }
            }
            for (CommandTree.Option option : command.options()) {
                for (String name : option.names()) {
                    if (!name.startsWith("--")) continue;
                    String value =
                            switch (option.kind()) {
                                case CONTACT -> " -x -a '(__quietdrop_names)'";
                                case FILE -> " -r -F";
                                case TEXT -> option.label().isEmpty() ? "" : " -x";
                            };
                    String word = "-l " + name.substring(2) + value + " " + told(option.meaning());
                    add(script, command, "", word);
                }
            }
        }
        return script.toString();
    }

    private static void add(StringBuilder to, CommandTree command, String place, String what) {
        String at = "__quietdrop_at '" + at(command) + "'" + (place.isEmpty() ? "" : " " + place);
        to.append("complete -c quietdrop -n \"").append(at).append("\" ").append(what).append('\n');
    }

    private static String told(String meaning) {
        return "-d '" + meaning.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static String quoted(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }
}
