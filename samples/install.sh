# Sourced by samples/try.sh and tests/run.sh: sees to it that what the build (and the tests) need is installed.
# need build | need test: installs by apt-get as root or through sudo; elsewhere prints what to install and ends with 69.

apt_build="gcc meson ninja-build pkg-config libglib2.0-dev libgmime-3.0-dev libssl-dev libldns-dev libncurses-dev libjson-glib-dev libpsl-dev libidn2-dev libseccomp-dev"
apt_test="clang libclang-rt-14-dev libyaml-dev nsd unbound ldnsutils python3 python3-dkim python3-nacl opendkim-tools libopendkim-dev libmail-dkim-perl publicsuffix tmux procps xvfb xterm xdotool x11-utils shared-mime-info libglib2.0-bin mutt neomutt dovecot-imapd mandoc desktop-file-utils aerc notmuch maildir-utils fish zsh"
dnf_build="gcc meson ninja-build pkgconf-pkg-config glib2-devel gmime30-devel openssl-devel ldns-devel ncurses-devel json-glib-devel libpsl-devel libidn2-devel libseccomp-devel"
dnf_test="clang compiler-rt libyaml-devel nsd unbound ldns-utils python3 python3-dkimpy python3-pynacl opendkim-tools libopendkim-devel perl-Mail-DKIM publicsuffix-list tmux xorg-x11-server-Xvfb xterm xdotool xprop mutt neomutt dovecot mandoc desktop-file-utils shared-mime-info notmuch fish zsh"
brew_build="meson ninja pkg-config glib gmime openssl@3 ldns ncurses json-glib libpsl libidn2"
brew_test="llvm libyaml nsd unbound python tmux mutt neomutt dovecot mandoc notmuch fish"

have_build() {
	for tool in meson ninja pkg-config; do
		command -v "$tool" >/dev/null 2>&1 || return 1
	done
	command -v gcc >/dev/null 2>&1 || command -v clang >/dev/null 2>&1 || return 1
	[ "$(uname -s)" != Linux ] || pkg-config --exists libseccomp || return 1
	pkg-config --exists glib-2.0 gio-unix-2.0 gmime-3.0 'libcrypto >= 3.0' ldns ncursesw json-glib-1.0 libpsl libidn2
}

have_test() {
	have_build || return 1
	pkg-config --exists yaml-0.1 opendkim || return 1
	for tool in clang nsd unbound ldns-signzone opendkim-genkey python3 tmux mutt neomutt dovecot mandoc desktop-file-validate \
		aerc notmuch mu fish zsh Xvfb xterm xdotool xprop gio update-mime-database; do
		command -v "$tool" >/dev/null 2>&1 || [ -x "/usr/sbin/$tool" ] || return 1
	done
	/usr/bin/python3 -c 'import dkim, nacl' 2>/dev/null && perl -MMail::DKIM -e 1 2>/dev/null
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1; then
		sudo "$@"
	else
		return 1
	fi
}

tell() {
	cat >&2 <<EOF
emlens: something that the $1 needs is not installed, and this script could not install it here. Install it by hand:
  Debian, Ubuntu:  apt-get install $2
  Fedora:          dnf install $3
  Homebrew:        brew install $4
EOF
	exit 69
}

need() {
	if [ "$1" = test ]; then
		apt="$apt_build $apt_test" dnf="$dnf_build $dnf_test" brew="$brew_build $brew_test"
	else
		apt="$apt_build" dnf="$dnf_build" brew="$brew_build"
	fi
	"have_$1" && return 0
	if command -v apt-get >/dev/null 2>&1; then
		echo "emlens: installing what the $1 needs" >&2
		as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update >/dev/null 2>&1
		# a package that this release does not have must not keep the others away
		# shellcheck disable=SC2086
		as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $apt >/dev/null 2>&1 ||
			for package in $apt; do
				as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$package" \
					>/dev/null 2>&1 || echo "emlens: could not install $package" >&2
			done
	fi
	if [ "$1" = test ]; then
		have_build || tell "$1" "$apt" "$dnf" "$brew"
		have_test || echo "emlens: some tests will be skipped, since not all of their tools could be installed" >&2
	else
		have_build || tell "$1" "$apt" "$dnf" "$brew"
	fi
}
