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


def bash(table):
    lines = ["# bash completion for emlens", "_emlens() {", "\tlocal word=${COMP_WORDS[COMP_CWORD]} options files=yes", "\tcase ${COMP_WORDS[1]} in"]
    for command, options in table.items():
        names = " ".join("--" + name + ("=" if value else "") for name, value, _ in options)
        lines.append(f"\t{command or '*'}) options=\"{names}\"{'' if not command else ' files=no'} ;;")
    lines += ["\tesac", "\tif [[ $word == -* ]]; then", "\t\tCOMPREPLY=($(compgen -W \"$options\" -- \"$word\"))",
              "\t\t[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace", "\telif [[ ${COMP_WORDS[1]} == explain ]]; then",
              "\t\tCOMPREPLY=($(compgen -W \"$(emlens explain 2>/dev/null | cut -d ' ' -f 1)\" -- \"$word\"))",
              "\telif [[ $word == = || ${COMP_WORDS[COMP_CWORD-1]} == = ]]; then", "\t\tCOMPREPLY=($(compgen -f -- \"${word#=}\"))",
              "\telif [[ $files == yes ]]; then",
              "\t\tCOMPREPLY=($(compgen -f -- \"$word\"))", f"\t\t((COMP_CWORD == 1)) && COMPREPLY+=($(compgen -W \"{' '.join(c for c in table if c)}\" -- \"$word\"))",
              "\tfi", "}", "complete -o filenames -F _emlens emlens"]
    return "\n".join(lines) + "\n"


def zsh(table):
    def quoted(text):
        return text.replace("'", "'\\''").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")

    def specification(name, value, sentence):
        action = "_files" if value in FILES else f"({WORDS[value]})" if value in WORDS else " "
        return f"'*--{name}{'=' if value else ''}[{quoted(sentence)}]{f':{quoted(value)}:{action}' if value else ''}'"

    lines = ["#compdef emlens", "case ${words[2]} in"]
    for command, options in table.items():
        after = "'*:command:_files'" if not command else ""
        lines.append(f"{command or '*'})\n\t_arguments " + " ".join(specification(*option) for option in options) + f" {after}\n\t;;")
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
