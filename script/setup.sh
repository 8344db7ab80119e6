# shellcheck shell=sh
# setup.sh: what script/run, script/test and .ci/run share: install what is missing, build what
# changed. To be read with `.` after $root is set. All it has to say goes to standard error.

: "${root:?}"
build_packages="perl gcc libc6-dev libcrypt-dev make libev-perl"

deps=$root/build/deps # what cpanm installs when there is no root to install packages
stamp=$root/blib/.built

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$@"
  exit 1
}

# Programs find our modules through the environment, and so do the programs that they start.
use_build() {
  PERL5LIB=$root/blib/lib:$root/blib/arch:$deps/lib/perl5${PERL5LIB:+:$PERL5LIB}
  export PERL5LIB
}

# Directories count too: a file that came or went changes its folder.
is_built() {
  [ -e "$stamp" ] && perl=$(command -v perl) &&
    [ -z "$(cd "$root" && find Makefile.PL bin inc lib xs csrc "$perl" -newer "$stamp" -print -quit)" ]
}

ensure_built() {
  is_built && return
  ensure_build_tools
  (cd "$root" && locked build) || fail "The build failed; see above."
}

# Two commands started at once must not build into each other.
locked() {
  if command -v flock >/dev/null; then
    mkdir -p build && exec 9>build/.lock && flock 9
    is_built && return
  fi
  "$@" >&2
}

build() {
  say "Building POE-XS ..."
  mkdir -p build
  find Makefile.PL bin inc lib csrc xs t/c fuzz -type f ! -name '*.o' ! -name XS.c ! -name XS.xsc \
    2>/dev/null | sort >build/.sources.new
  if ! cmp -s build/.sources build/.sources.new || makefile_is_old; then
    rm -rf blib/lib pm_to_blib
    perl Makefile.PL INSTALLMAN1DIR=none INSTALLMAN3DIR=none || return
    mv build/.sources.new build/.sources
  fi
  make -s -j2 && touch "$stamp"
}

makefile_is_old() {
  [ ! -e Makefile ] || [ -n "$(find Makefile.PL inc "$(command -v perl)" -newer Makefile -print -quit)" ]
}

ensure_build_tools() {
  has_build_tools && return
  if can_install; then
    # shellcheck disable=SC2086 # a list of names
    install_packages $build_packages
  elif command -v cpanm >/dev/null; then
    say "Installing EV with cpanm ..."
    cpanm --quiet --notest --local-lib-contained "$deps" EV >&2
  fi
  has_build_tools && return
  fail "Missing: perl 5.28 or later with its headers, ExtUtils::MakeMaker 6.76 and EV 4; a C" \
    "compiler, libc's headers and libcrypt's; or make." \
    "On Debian, as root: apt-get install $build_packages"
}

has_build_tools() {
  command -v make >/dev/null && command -v cc >/dev/null &&
    PERL5LIB=$deps/lib/perl5 perl -MExtUtils::MakeMaker -MApp::Prove -MEV -e 'use 5.028;
      ExtUtils::MakeMaker->VERSION("6.76"); EV->VERSION("4.00")' 2>/dev/null && has_headers
}

# perl's own want libc's, and crypt.h, which newer Debians have in a package of its own.
has_headers() {
  # shellcheck disable=SC2046 # words
  printf '#include "EXTERN.h"\n#include "perl.h"\n' | cc -x c -fsyntax-only $(perl -MConfig \
    -e 'print "$Config{ccflags} -I$Config{archlibexp}/CORE"') - 2>/dev/null
}

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# Leaves out what is there already, and what this Debian does not have.
install_packages() {
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  say "Installing: $missing"
  # shellcheck disable=SC2086
  apt_install $missing && return
  say "Reading the package lists ..."
  apt-get -q update >&2 || say "apt-get update failed; going on with what there is."
  # shellcheck disable=SC2086
  apt_install $missing && return
  for package in $missing; do
    apt_install "$package" || say "Could not install $package; going on without."
  done
}

missing_packages() {
  for package in "$@"; do
    case $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) in
    *" installed") ;;
    *) printf '%s ' "$package" ;;
    esac
  done
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends "$@" </dev/null >&2
}
