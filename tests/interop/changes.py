"""Changes of a signed message: those that must break its signature, and those that must not. What is covered is read from the
signature here, with nothing of the program (RFC 6376 sections 3.4, 3.5 and 5.4.2)."""
import re


def tag(value, name):
    match = re.search(rb"(?:^|;)\s*" + name + rb"\s*=([^;]*)", value, re.S)
    return None if match is None else re.sub(rb"\s+", b"", match.group(1))


class Signed:
    """A message with its signature, which is the first field."""

    def __init__(self, fields, body):
        self.fields = list(fields)
        self.body = body
        value = self.fields[0][1]
        forms = (tag(value, b"c") or b"simple/simple").lower().split(b"/")
        self.header_relaxed = forms[0] == b"relaxed"
        self.body_relaxed = len(forms) > 1 and forms[1] == b"relaxed"
        self.names = tag(value, b"h").lower().split(b":")
        self.limited = tag(value, b"l") is not None
        left = {}
        for at in range(len(self.fields) - 1, 0, -1):  # from the bottom up
            left.setdefault(self.fields[at][0].lower(), []).append(at)
        self.covered = []
        self.oversigned = set()
        for name in self.names:
            if left.get(name):
                self.covered.append(left[name].pop(0))
            else:
                self.oversigned.add(name)

    def bytes(self):
        return b"".join(name + b":" + value + b"\r\n" for name, value in self.fields) + b"\r\n" + self.body

    def with_value(self, at, value, name=None):
        fields = list(self.fields)
        fields[at] = (name or fields[at][0], value)
        return self.with_fields(fields)

    def with_fields(self, fields):
        other = object.__new__(Signed)
        other.__dict__.update(self.__dict__)
        other.fields = fields
        return other

    def with_body(self, body):
        other = self.with_fields(self.fields)
        other.body = body
        return other


def other_byte(rng, text, spots):
    """The text with one of these bytes made another printable one that is no blank."""
    at = rng.choice(spots)
    byte = rng.choice([one for one in b"abcXYZ019" if one != text[at]])
    return text[:at] + bytes((byte,)) + text[at + 1:]


def solid(text):
    return [at for at, byte in enumerate(text) if byte not in b" \t\r\n"]


def gaps(text):
    """Where blanks stand inside a line, in front of something."""
    return [match.end() for match in re.finditer(rb"[ \t]+(?=[^ \t\r\n])", text)]


def grown(rng, text, spots):
    at = rng.choice(spots)
    return text[:at] + rng.choice((b" ", b"\t", b" \t ")) + text[at:]


def canonical_end(mail):
    """The body up to the empty lines at its end."""
    body = mail.body
    if mail.body_relaxed:
        return re.sub(rb"[ \t\r\n]+\Z", b"", body)
    return re.sub(rb"(\r\n)+\Z", b"", body)


# What breaks: each takes (generator, message) and gives another message, or None where it does not apply.

def value_byte(rng, mail):
    spots = [at for at in mail.covered if solid(mail.fields[at][1])]
    at = rng.choice(spots)
    value = mail.fields[at][1]
    return mail.with_value(at, other_byte(rng, value, solid(value)))


def value_case(rng, mail):
    at = rng.choice([at for at in mail.covered if re.search(rb"[A-Za-z]", mail.fields[at][1])])
    value = mail.fields[at][1]
    spot = rng.choice([match.start() for match in re.finditer(rb"[A-Za-z]", value)])
    return mail.with_value(at, value[:spot] + value[spot:spot + 1].swapcase() + value[spot + 1:])


def field_removed(rng, mail):
    at = rng.choice(mail.covered)
    return mail.with_fields(mail.fields[:at] + mail.fields[at + 1:])


def signed_as_absent(rng, mail):
    names = sorted(mail.oversigned)
    return mail.with_fields(mail.fields[:1] + [(rng.choice(names), b" added")] + mail.fields[1:]) if names else None


def twins_swapped(rng, mail):
    """Two covered fields of one name in the other order."""
    pairs = [(one, other) for one in mail.covered for other in mail.covered
             if one < other and mail.fields[one][0].lower() == mail.fields[other][0].lower()
             and mail.fields[one][1].split() != mail.fields[other][1].split()]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    fields = list(mail.fields)
    fields[one], fields[other] = fields[other], fields[one]
    return mail.with_fields(fields)


def simple_name_case(rng, mail):
    at = rng.choice(mail.covered)
    name, value = mail.fields[at]
    return None if mail.header_relaxed else mail.with_value(at, value, name.swapcase())


def simple_header_blank(rng, mail):
    at = rng.choice(mail.covered)
    name, value = mail.fields[at]
    if mail.header_relaxed:
        return None
    return rng.choice((mail.with_value(at, b" " + value), mail.with_value(at, value + b" ")))


def body_byte(rng, mail):
    spots = solid(mail.body)
    return mail.with_body(other_byte(rng, mail.body, spots)) if spots else None


def body_line_removed(rng, mail):
    lines = mail.body.split(b"\r\n")
    spots = [at for at, line in enumerate(lines[:-1]) if line.strip()]
    if not spots:
        return None
    at = rng.choice(spots)
    return mail.with_body(b"\r\n".join(lines[:at] + lines[at + 1:]))


def body_appended(rng, mail):
    return None if mail.limited else mail.with_body(mail.body + rng.choice((b"x", b"\r\n--\r\nfooter\r\n")))


def body_blank_into_word(rng, mail):
    spots = [at for at in solid(mail.body) if at > 0 and at - 1 in solid(mail.body[:at])][:500]
    return mail.with_body(grown(rng, mail.body, spots)) if spots else None


def simple_body_blank(rng, mail):
    """A blank more where one stands, or at a line end: simple form keeps it."""
    spots = gaps(canonical_end(mail)) + [match.start() for match in re.finditer(rb"(?<=\w)\r\n", canonical_end(mail))]
    return None if mail.body_relaxed or not spots else mail.with_body(grown(rng, mail.body, spots))


def empty_line_inside(rng, mail):
    spots = [match.end() for match in re.finditer(rb"\r\n", canonical_end(mail))]
    if not spots:
        return None
    at = rng.choice(spots)
    return mail.with_body(mail.body[:at] + b"\r\n" + mail.body[at:])


def own_tag(rng, mail):
    """A byte of the signature's own bh=."""
    value = mail.fields[0][1]
    start = re.search(rb";\s*bh\s*=\s*", value).end()
    return mail.with_value(0, other_byte(rng, value, list(range(start, start + 20))))


def own_signature(rng, mail):
    value = mail.fields[0][1]
    start = re.search(rb";\s*b\s*=\s*", value).end()
    return mail.with_value(0, other_byte(rng, value, list(range(start, start + 20))))


BREAKING = (value_byte, value_case, field_removed, signed_as_absent, twins_swapped, simple_name_case, simple_header_blank, body_byte,
            body_line_removed, body_appended, body_blank_into_word, simple_body_blank, empty_line_inside, own_tag, own_signature)


# What must not break.

def as_lf(rng, mail):
    return mail.bytes().replace(b"\r\n", b"\n")


def unsigned_field(rng, mail):
    at = rng.randint(0, len(mail.fields))
    return mail.with_fields(mail.fields[:at] + [(b"X-Added", b" on the way")] + mail.fields[at:]).bytes()


def unsigned_changed(rng, mail):
    spots = [at for at in range(1, len(mail.fields)) if at not in mail.covered]
    return mail.with_value(rng.choice(spots), b" changed").bytes() if spots else None


def unsigned_removed(rng, mail):
    spots = [at for at in range(1, len(mail.fields)) if at not in mail.covered and mail.fields[at][0].lower() not in mail.names]
    if not spots:
        return None
    at = rng.choice(spots)
    return mail.with_fields(mail.fields[:at] + mail.fields[at + 1:]).bytes()


def one_more_on_top(rng, mail):
    """One more field of a signed name above those that are signed (not where that is signed as absent)."""
    names = sorted(set(mail.names) - mail.oversigned - {b"from"})
    return mail.with_fields([(rng.choice(names), b" another")] + mail.fields).bytes() if names else None


def order_of_names(rng, mail):
    """Fields of different names in another order."""
    at = rng.randint(1, len(mail.fields) - 2)
    if mail.fields[at][0].lower() == mail.fields[at + 1][0].lower():
        return None
    fields = list(mail.fields)
    fields[at], fields[at + 1] = fields[at + 1], fields[at]
    return mail.with_fields(fields).bytes()


def relaxed_name_case(rng, mail):
    at = rng.choice(mail.covered + [0])
    name, value = mail.fields[at]
    return mail.with_value(at, value, name.swapcase()).bytes() if mail.header_relaxed else None


def relaxed_folding(rng, mail):
    at = rng.choice(mail.covered + [0])
    value = mail.fields[at][1]
    spots = gaps(value)
    if not mail.header_relaxed or not spots:
        return None
    spot = rng.choice(spots) - 1
    folds = (b" \r\n\t", b"\t \t") if value[:spot].endswith(b"\n") else (b"\r\n", b" \r\n\t", b"\t \t")  # no empty line
    return mail.with_value(at, value[:spot] + rng.choice(folds) + value[spot:]).bytes()


def relaxed_unfolded(rng, mail):
    if not mail.header_relaxed:
        return None
    return mail.with_fields([(name, re.sub(rb"\r\n(?=[ \t])", b"", value)) for name, value in mail.fields]).bytes()


def relaxed_around_colon(rng, mail):
    at = rng.choice(mail.covered + [0])
    name, value = mail.fields[at]
    return mail.with_value(at, b" \t" + value + b" \t", name + b" ").bytes() if mail.header_relaxed else None


def relaxed_body_blanks(rng, mail):
    spots = gaps(canonical_end(mail))
    return mail.with_body(grown(rng, mail.body, spots)).bytes() if mail.body_relaxed and spots else None


def relaxed_line_ends(rng, mail):
    return mail.with_body(mail.body.replace(b"\r\n", b" \t\r\n")).bytes() if mail.body_relaxed else None


def relaxed_blank_tail(rng, mail):
    """Lines of blanks at the end; a body without a last line end takes one first."""
    if not mail.body_relaxed:
        return None
    return mail.with_body(mail.body + rng.choice((b"\r\n \t\r\n", b"\r\n\t", b"\r\n\r\n  \r\n\r\n"))).bytes()


def empty_lines_at_end(rng, mail):
    return mail.with_body(mail.body + b"\r\n" * rng.randint(1, 50)).bytes()


def empty_lines_dropped(rng, mail):
    return mail.with_body(canonical_end(mail)).bytes()


def tail_behind_length(rng, mail):
    whole = mail.body.endswith(b"\r\n") and canonical_end(mail)
    return mail.with_body(canonical_end(mail) + b"\r\n" + b"not signed\r\n").bytes() if mail.limited and whole else None


def blanks_in_signature(rng, mail):
    """White space in b= counts for nothing, in both forms."""
    value = mail.fields[0][1]
    start = re.search(rb";\s*b\s*=\s*", value).end()
    at = rng.choice([at for at in range(start + 1, start + 20) if not set(value[at - 1:at + 1]) & set(b"\r\n")])
    return mail.with_value(0, value[:at] + rng.choice((b" ", b"\r\n ", b"\t\r\n\t ")) + value[at:]).bytes()


HARMLESS = (as_lf, unsigned_field, unsigned_changed, unsigned_removed, one_more_on_top, order_of_names, relaxed_name_case,
            relaxed_folding, relaxed_unfolded, relaxed_around_colon, relaxed_body_blanks, relaxed_line_ends, relaxed_blank_tail,
            empty_lines_at_end, empty_lines_dropped, tail_behind_length, blanks_in_signature)
