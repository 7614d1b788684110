#!/usr/bin/env python3
"""Completions for bash, zsh and fish from what the program says of its options. completions.py EMLENS BASH ZSH FISH"""
import re
import subprocess
import sys

FILES = {"FILE", "PATH", "FILE|RECORD"}  # values that are names of files
WORDS = {"FORM": "tui text json", "WHEN": "auto always never"}


def help_of(emlens, *command):
    return subprocess.run([emlens, *command, "--help"], capture_output=True, text=True, check=True,
                          env={"LC_ALL": "C.UTF-8"}).stdout


def options_of(text):
    """(name, value or None, sentence) of each option."""
    return re.findall(r"^  --([\w-]+)(?:=(\S+))? +(\S.*)$", text, re.M)


def commands_of(text):
    return re.findall(r"emlens (\w+)", re.search(r"Other commands: (.*?)\(", text, re.S).group(1))


def values_of(table):
    """Name of each option that takes a value → what its values are called."""
    return {name: value for options in table.values() for name, value, _ in options if value}


def bash(table):
    """Where nothing is offered, the shell completes names of files itself: it knows how to quote them."""
    values = values_of(table)
    files = "|".join("--" + name for name, value in values.items() if value in FILES)
    lines = ["# bash completion for emlens", "_emlens() {", "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} option= options= offered=",
             "\tcase ${COMP_WORDS[1]} in"]
    for command, options in table.items():
        names = " ".join("--" + name + ("=" if value else "") for name, value, _ in options)
        lines.append(f"\t{command or '*'}) options=\"{names}\" ;;")
    lines += ["\tesac", "\tcase $before in", "\t=) option=${COMP_WORDS[COMP_CWORD-2]} ;;", "\t--*) [[ \" $options \" == *\" $before= \"* ]] && option=$before ;;",
              "\tesac", "\t[[ $word == = ]] && option=$before word="]
    lines += ["\tcase $option in", "\t'')", "\t\tif [[ $word == -* ]]; then offered=$options", "\t\telif ((COMP_CWORD == 1)); then offered=\"" + " ".join(c for c in table if c) + "\"",
              "\t\telif [[ ${COMP_WORDS[1]} == explain ]]; then offered=$(emlens explain 2>/dev/null | cut -d ' ' -f 1)", "\t\tfi ;;"]
    lines += [f"\t--{name}) offered=\"{WORDS[value]}\" ;;" for name, value in values.items() if value in WORDS]
    lines += [f"\t{files}) ;;", "\t*) compopt +o default ;;", "\tesac", "\tCOMPREPLY=($(compgen -W \"$offered\" -- \"$word\"))",
              "\t[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace", "\tif ((COMP_CWORD == 1 && ${#COMPREPLY[@]} > 0)) && [[ $word != -* ]]; then",
              "\t\tcompopt -o filenames", "\t\tmapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- \"$word\")", "\tfi", "}",
              "complete -o default -F _emlens emlens"]
    return "\n".join(lines) + "\n"


def zsh(table):
    def quoted(text):
        return text.replace("'", "'\\''").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")

    def specification(name, value, sentence):
        action = "_files" if value in FILES else f"({WORDS[value]})" if value in WORDS else " "
        return f"'*--{name}{'=' if value else ''}[{quoted(sentence)}]{f':{quoted(value)}:{action}' if value else ''}'"

    def arguments(options, *more):
        return " ".join(["_arguments", *(specification(*option) for option in options), *more])

    commands = " ".join(command for command in table if command)
    lines = ["#compdef emlens", f"_emlens_first() {{\n\t_alternative 'commands:command:({commands})' 'files:message:_files'\n}}",
             "_emlens_ids() {\n\tcompadd -- ${${(f)\"$(emlens explain 2>/dev/null)\"}%% *}\n}", "local command=", "((CURRENT > 2)) && command=$words[2]", "case $command in"]
    for command, options in table.items():
        if command:
            more = ["'*:id:_emlens_ids'"] if command == "explain" else []
            lines.append(f"{command})\n\tshift words\n\t((CURRENT--))\n\t{arguments(options, *more)}\n\t;;")
    lines.append(f"*)\n\t{arguments(table[''], '1:message:_emlens_first', chr(39) + '*:message:_files' + chr(39))}\n\t;;")
    return "\n".join(lines + ["esac"]) + "\n"


def fish(table):
    def quoted(text):
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    commands = " ".join(command for command in table if command)
    lines = ["# fish completion for emlens", f"complete -c emlens -n __fish_use_subcommand -a '{commands}'"]
    lines.append("complete -c emlens -n '__fish_seen_subcommand_from explain' -f -a '(emlens explain 2>/dev/null | string replace -r \"  +\" \\t)'")
    for command, options in table.items():
        where = f"__fish_seen_subcommand_from {command}" if command else f"not __fish_seen_subcommand_from {commands}"
        for name, value, sentence in options:
            more = " -r" if value in FILES else f" -x -a '{WORDS[value]}'" if value in WORDS else " -x" if value else ""
            lines.append(f"complete -c emlens -n {quoted(where)} -l {name}{more} -d {quoted(sentence)}")
    return "\n".join(lines) + "\n"


def main():
    emlens, *targets = sys.argv[1:]
    text = help_of(emlens)
    table = {command: options_of(help_of(emlens, command)) for command in commands_of(text)}
    table[""] = options_of(text)  # last: it is the shells' default case
    for path, make in zip(targets, (bash, zsh, fish)):
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(make(table))


main()
