#!/usr/bin/env python3
"""The screens of README.md are the saved ones (TAP). readme.py SOURCE_DIR [--update]

Under a line <!-- screen NAME --> stands the picture of screens/NAME.text; --update writes it there. That the program shows it so is
what test-screens.c is about."""
import os
import re
import sys

SOURCE = os.path.abspath(sys.argv[1])
README = os.path.join(SOURCE, "README.md")


def picture(name):
    with open(os.path.join(SOURCE, "tests", "tui", "screens", f"{name}.text"), encoding="utf-8") as handle:
        lines = handle.read().split("-- roles --\n")[0].splitlines()
    return "".join(f"    {line}".rstrip() + "\n" for line in lines)


def main():
    with open(README, encoding="utf-8") as handle:
        text = handle.read()
    wanted = re.sub(r"(<!-- screen (\S+) -->\n\n)((?: {4}.*)?\n)*(?=\S)", lambda found: found.group(1) + picture(found.group(2)) + "\n", text)
    shown = len(re.findall("<!-- screen ", text))
    if "--update" in sys.argv:
        with open(README, "w", encoding="utf-8") as handle:
            handle.write(wanted)
        return
    print(f"1..1\n{'ok' if wanted == text and shown > 0 else 'not ok'} 1 - the {shown} screens of README.md")


main()
