#pragma once
/* Every cap on foreign data, with its unit and its source. */

/* Interface contract, section 1: beyond these a file is refused with status 65 and the limit named. */
#define EML_MAX_FILE_BYTES (G_GUINT64_CONSTANT(1) << 30)
#define EML_MAX_HEADER_BYTES ((gsize)16 << 20)
#define EML_MAX_FIELDS 20000
#define EML_MAX_NO_FIELD_BYTES ((gsize)64 << 10) /* no header field in so many bytes: not a message */

#define EML_MAX_MEMORY_BODY ((gsize)1 << 20) /* bytes; a larger message in a file stays there and is read in pieces */
#define EML_MAX_SCANNED_MESSAGE ((gsize)32 << 20) /* bytes; of a larger one only the header's line ends are looked at */
#define EML_MAX_COPIED_MESSAGE ((gsize)32 << 20) /* bytes in memory, of one that can be left in no file; ours */
#define EML_MAX_SPOOLED ((gsize)8 << 20) /* bytes in memory, of one that comes through a pipe or packed; ours */
#define EML_MAX_KEPT_FD 512 /* with so many files open, one that can be copied to memory is; ours */
#define EML_MAX_NAME_WORDS 32 /* words joined to one file name; ours */
#define EML_FIFO_WAIT_MS 2000 /* until something is written into a FIFO; ours */
#define EML_BODY_PIECE ((gsize)256 << 10)     /* bytes read at a time */
#define EML_MAX_HASHED_FILE ((gsize)32 << 20) /* bytes; message.sha256 is null above */

#define EML_MAX_IDNA_NAME 1012        /* bytes of UTF-8; 253 characters of 4 bytes cannot be a longer name */

#define EML_MAX_COMMENT_DEPTH 32      /* nested comments; ours */
#define EML_MAX_COMMENTS 1000         /* comments kept of one place in a field; ours */
#define EML_MAX_AUTHRES_RESULTS 256   /* results of one Authentication-Results field; ours */
#define EML_MAX_AUTHRES_PARTS 4096    /* properties and comments of one such field; ours */
#define EML_MAX_AUTHRES_DEVIATIONS 256 /* of one such field; ours */
#define EML_MAX_COMPARED_CLAIMS 500   /* results of the receiver that are compared, topmost first; ours */
#define EML_RECORDS_STAY_S 31536000   /* a year: what DNS says of a sender now, it most likely said then; ours */
#define EML_MAX_FORGED_FINDINGS 50    /* fields that bear the receiver's name, each with its finding; ours */
#define EML_MAX_SHOWN_COMMENT 60      /* columns of a Received field without "from" that people see; ours */
#define EML_MAX_FINDING_FIELDS 50     /* fields that one finding about the header names; ours */
#define EML_USUAL_FIELD_BYTES 102400  /* of one header field; Postfix drops what is beyond (header_size_limit) */
#define EML_MAX_FINDING_NAMES 4       /* of them those that its sentence names; ours */
#define EML_MAX_RECEIVED_PARTS 1000   /* words and comments of one Received field; ours */
#define EML_MAX_SPF_PAIRS 100         /* key=value pairs of one Received-SPF field; ours */
#define EML_MAX_TAGS 128              /* tags of one tag-list; ours */
#define EML_MAX_SIGNED_HEADERS 1024   /* names in one h=; ours */
#define EML_MAX_CHARSET_NAME 64       /* bytes; IANA allows 40 */
#define EML_MAX_ENCODED_ROWS 1000     /* conversions in one value, neighbours of one charset being one; ours */
#define EML_MAX_SHOWN_FIELDS 1000     /* of a message that a mail reader shows; ours */
#define EML_MAX_ADDRESSES 1000        /* mailboxes of one address field; ours */
#define EML_MAX_REPORT_URIS 50        /* of one rua or ruf; ours */
#define EML_MAX_UNSUBSCRIBE_URIS 50   /* ours */
#define EML_MAX_PARTS 1000            /* MIME parts of one message that are listed; ours */
#define EML_MAX_PART_DEPTH 30         /* parts inside one another; ours */
#define EML_MAX_PART_FIELD ((gsize)16 << 10) /* bytes of one field of a part's header that are read; ours */
#define EML_MAX_PART_HEADER ((gsize)8 << 10) /* bytes of a part's header that are kept to be shown; ours */
#define EML_MAX_BOUNDARY 70           /* characters of a boundary; RFC 2046 section 5.1.1 */
#define EML_MAX_MIME_PARAMETERS 200   /* of one Content-Type or Content-Disposition field; ours */

#define EML_MAX_SIGNATURES 50 /* verified, topmost first: interface contract, section 3; RFC 6376 section 8.4 */
#define EML_MAX_ARC_SETS 50 /* RFC 8617 section 4.2.1 */
#define EML_MAX_KEPT_TAIL ((gsize)16 << 10) /* bytes kept of what stands behind an l=, to be shown; ours */
#define EML_MAX_TAIL_TEXT ((gsize)4 << 10) /* the same from its first byte that is not white space on: some words, and the header of a part; ours */
#define EML_MAX_RSA_BITS 16384
#define EML_MIN_RSA_BITS 1024 /* RFC 8301 section 3.2 */
#define EML_WEAK_RSA_BITS 2048

/* Why a signature fails, all ours; work is counted, not timed, so that every run gives the same */
#define EML_FORENSICS_MAX_BODY ((gsize)8 << 20) /* bytes; the body of a larger one is not tried */
#define EML_FORENSICS_MAX_WORK G_GUINT64_CONSTANT(400000000) /* units of work for all signatures of one message */
#define EML_FORENSICS_MAX_WALK ((gsize)128 << 10) /* bytes of a body of which, changed, every beginning is tried too */
#define EML_FORENSICS_MAX_GUESSES 6000 /* about the header of one signature */
#define EML_FORENSICS_MAX_SIGNATURES 5 /* that fail, of one message */
#define EML_FORENSICS_MAX_PARTS 40     /* MIME parts looked at */
#define EML_FORENSICS_MAX_SHOWN 400    /* bytes kept of a text that was changed */

#define EML_SPF_MAX_LOOKUPS 10      /* RFC 7208 section 4.6.4 */
#define EML_SPF_MAX_VOID_LOOKUPS 2  /* RFC 7208 section 4.6.4 */
#define EML_SPF_MAX_MX 10           /* RFC 7208 section 4.6.4 */
#define EML_SPF_MAX_PTR 10          /* RFC 7208 section 4.6.4 */
#define EML_MAX_REVERSE_NAMES 10     /* of one address; RFC 8601 section 3 asks for a limit */
#define EML_SPF_MAX_TERMS 4000      /* of one record; ours */
#define EML_SPF_MAX_EXPANSION 4096  /* bytes of one macro's value and of an expanded text; ours */
#define EML_SPF_MAX_EXPLANATION 1024 /* bytes of explanation; RFC 7208 section 6.2 asks for a limit */
#define EML_SPF_MAX_TREE 100        /* records read to count what the whole tree needs; ours */
#define EML_SPF_MAX_SHOWN 12        /* records of one answer that a step names; ours */

#define EML_DMARC_MAX_WALK 8         /* RFC 9989 section 4.10 */
#define EML_DMARC_MAX_IDENTIFIERS 10 /* tree walks for one message; ours */

#define EML_DNS_MAX_NAME 253      /* RFC 1035 section 2.3.4, text form without the final dot */
#define EML_DNS_MAX_LABEL 63      /* RFC 1035 section 2.3.4 */
#define EML_DNS_MAX_CNAMES 16     /* links of one chain; ours */
#define EML_DNS_MAX_QUESTIONS 2000 /* of one inspection; ours */
#define EML_DNS_MAX_IN_FLIGHT 64  /* questions on the network at a time; ours: each has up to EML_DNS_MAX_OPEN sockets */
#define EML_DNS_MAX_OPEN 4        /* queries of one question that are waited for at a time; ours */
#define EML_DNS_MAX_FOREIGN 100   /* replies to one query that do not match: then by TCP, RFC 5452 section 9.1 */
#define EML_DNS_UDP_SIZE 1232     /* bytes we say we can take by UDP: fits every path without fragments */
#define EML_DNS_MAX_SERVERS 8       /* --resolver; ours */
#define EML_DNS_MAX_SYSTEM_SERVERS 3 /* nameserver lines: MAXNS of resolv.conf(5) */

#define EML_HYPOTHETICAL_MAX_SHOWN 3U /* records of --what-if named in a sentence; ours */

#define EML_TUI_MAX_FIELD ((gsize)64 << 10) /* bytes of one header field shown in the terminal; ours */
#define EML_TUI_MAX_LISTED ((gsize)1 << 10) /* bytes of one header field in a list of them; ours */
#define EML_TUI_MAX_WHOLE ((gsize)16 << 10) /* bytes of one header field in a list with all their lines; ours */
#define EML_TUI_MAX_PASTE ((gsize)64 << 10) /* bytes of one paste; ours */
#define EML_TUI_MAX_COPIED 74994 /* bytes: as base64 the most that xterm takes in one OSC 52 */
