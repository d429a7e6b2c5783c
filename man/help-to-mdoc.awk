# What a --help says, as mdoc(7): with want=synopsis... its usage, with want=options... its arguments and options.
#
#   Usage: xdp-broker check [-hvV] [--mode=MODE] IFNAME QUEUES        one or more, each may go on, indented
#     QUEUES               How many queues, from 1 on.                argument or option, description
#     -v, --verbose        Tell the whole failure, with where it
#                          came from.                                 goes on in the description's column, or right of it

function flush_usage(   i, n, words, macros) {
	if (usage == "")
		return
	print ".Nm"
	n = split(usage, words, " ")
	for (i = 2; i <= n; i++) {
		if (words[i] ~ /^[a-z]+$/)
			print ".Cm " words[i]
		else {
			while (depth(words[i]) > 0 && i < n) {
				words[i + 1] = words[i] " " words[i + 1]
				i++
			}
			print "." macros_of(words[i])
		}
	}
	usage = ""
}

# How many brackets are open at the end.
function depth(text,   opened, closed) {
	opened = gsub(/[[(]/, "&", text)
	closed = gsub(/[])]/, "&", text)
	return opened - closed
}

# [--mode=MODE] and the like; [a | b] is a choice.
function macros_of(word,   optional) {
	if (word ~ /^\[\[.*\]\.\.\.$/ || word ~ /^\[.*\]$/) {
		optional = "Op "
		sub(/^\[/, "", word)
		sub(/\]$/, "", word)
	} else if (word ~ /^\(.*\)$/)
		word = substr(word, 2, length(word) - 2)
	return optional joined(word)
}

function joined(text,   i, n, words, result) {
	n = split(text, words, " ")
	for (i = 1; i <= n; i++)
		result = result (i > 1 ? " " : "") one(words[i])
	return result
}

# -x, --long, --long=ARG, --long[=ARG], ARG, ARG..., |
function one(word,   comma) {
	comma = ""
	if (sub(/,$/, "", word))
		comma = " ,"
	if (word == "|")
		return word
	if (word !~ /^-/)
		return "Ar " word comma
	sub(/^-/, "", word)
	if (word == "-")
		return "Fl -"
	if (match(word, /\[=/))
		return "Fl " substr(word, 1, RSTART - 1) " Ns Op = Ns Ar " substr(word, RSTART + 2, length(word) - RSTART - 2) comma
	if (match(word, /=/))
		return "Fl " substr(word, 1, RSTART - 1) " Ns = Ns Ar " substr(word, RSTART + 1) comma
	return "Fl " word comma
}

function flush_item(   names) {
	if (item == "")
		return
	if (!listed++)
		print ".Bl -tag -width Ds"
	names = item
	sub(/^\[/, "", names)
	if (item ~ /^\[[A-Z]/)
		sub(/\]$/, "", names)
	print ".It " joined(names)
	gsub(/\\/, "\\e", text)
	print_text(toupper(substr(text, 1, 1)) substr(text, 2) (text ~ /[.]$/ ? "" : "."))
	item = text = ""
}

# Each sentence on lines of its own, as mdoc(7) wants it, which are not too long.
function print_text(text,   i, n, words, line) {
	n = split(text, words, " ")
	for (i = 1; i <= n; i++) {
		if (line != "" && (length(line) + length(words[i]) > 78 || words[i - 1] ~ /[a-z0-9)][.]$/)) {
			print line
			line = ""
		}
		if (line == "" && words[i] ~ /^[.']/)
			words[i] = "\\&" words[i]
		line = line (line == "" ? "" : " ") words[i]
	}
	print line
}

want ~ /^synopsis/ && /^Usage: / { usage = substr($0, 8); in_usage = 1; next }
want ~ /^synopsis/ && in_usage && /^ +[a-z]/ { flush_usage(); usage = $0; next } # another form
want ~ /^synopsis/ && in_usage && /^ / { usage = usage $0; next }
want ~ /^synopsis/ { flush_usage(); in_usage = 0 }

/^Usage: / { in_head = 1; next } # the list comes after it, and ends with the first line that is of neither
in_head && /^[^ ]/ { in_head = 0 }
want ~ /^options/ && !in_head && match($0, /^  +(-|\[?[A-Z][A-Z-]+)/) && (!column || RSTART + RLENGTH < column) {
	flush_item()
	item = $0
	sub(/^ +/, "", item)
	text = ""
	if (match(item, /   *[^ ]/)) {
		column = length($0) - length(item) + RSTART + RLENGTH - 1
		text = substr(item, RSTART + RLENGTH - 1)
		item = substr(item, 1, RSTART - 1)
	}
	next
}
want ~ /^options/ && item != "" && /^  / { sub(/^ +/, ""); text = text (text == "" ? "" : " ") $0; next }
want ~ /^options/ { flush_item(); if (listed) exit }

END {
	flush_usage()
	flush_item()
	if (listed)
		print ".El"
}
