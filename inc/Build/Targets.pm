package Build::Targets;

# The targets that `make help` lists, apart from those MakeMaker brings. Most of them compile csrc/ once more in a way
# of their own (plain, sanitized, fuzzed) under build/, so that the installed objects stay as they are.

use strict;
use warnings;

my %VARIANT = (
    plain => { cc => '$(CC)', flags => '-O1 -g' },
    asan  => {
        cc    => '$(CC)',
        flags =>
            '-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all',
    },
    fuzz => {
        cc    => '$(FUZZ_CC)',
        flags => '-O1 -g -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all',
        link  => '-fsanitize=fuzzer',
    },
);

sub new {
    my ($class, $layout) = @_;
    return bless { layout => $layout }, $class;
}

sub text {
    my ($self) = @_;
    my @units  = $self->{layout}->unit_programs;
    my @fuzz   = $self->{layout}->fuzz_programs;
    return join "\n", $self->_settings,
        (map { $self->_programs($_, 't/c', @units) } qw(plain asan)),
        $self->_programs('fuzz', 'fuzz', @fuzz), $self->_runs(\@units, \@fuzz), $self->_author,
        $self->_help;
}

sub _settings {
    return <<'MAKE';
FUZZ_CC = clang
FUZZ_SECONDS = 60
UNIT_SECONDS = 120
VALGRIND = valgrind -q --error-exitcode=99 --leak-check=full
VALGRIND_UNITS = $(VALGRIND) --errors-for-leak-kinds=definite,indirect,possible --suppressions=xt/threads.supp
VALGRIND_PERL = $(VALGRIND) --show-leak-kinds=definite --errors-for-leak-kinds=definite --main-stacksize=67108864 --suppressions=xt/perl.supp --vgdb=no
# Those that measure memory see valgrind's own.
# So are those that play their programs in processes of their own, which valgrind does not follow.
REPORT_FREE_FILES = `grep -LE 'run_child|output_of|stderr_of|SetClock|Failing' t/session/*.t t/kernel/[a-m]*.t t/kernel/[o-z]*.t` \
  t/filter/block-[cs]*.t t/filter/line-endings.t \
  t/filter/line-autodetect.t t/filter/stream-*.t t/filter/reference-carries-data.t t/wheel/pump-functions.t \
  t/wheel/read-write-with-stock-parts.t t/wheel/read-write-with-foreign-parts.t
MAKE
}

# Objects, one static library and the programs linked with it, all below build/VARIANT.
sub _programs {
    my ($self, $variant, $dir, @programs) = @_;
    my %how     = %{ $VARIANT{$variant} };
    my $compile = "$how{cc} " . $self->{layout}->unit_flags . " $how{flags} \$(DEFINE)";
    my @headers = ($self->{layout}->kernel_headers, $self->{layout}->unit_headers);
    my @objects = map { s{\A}{build/$variant/}r =~ s/\.c\z/.o/r } $self->{layout}->kernel_sources,
        $self->{layout}->unit_support;
    my @rules = map { _compiled("build/$variant", $_, \@headers, $compile) }
        $self->{layout}->kernel_sources,
        $self->{layout}->unit_support;
    my $library = "build/$variant/libpoe.a";
    push @rules, "$library : @objects\n\trm -f \$@\n\tar rcs \$@ @objects\n";
    push @rules, map {
        _linked(
            "build/$variant", $dir, $_, $library, \@headers, join ' ', $compile,
            $how{link} // ())
    } @programs;
    my @all = map {"build/$variant/$_"} @programs;
    return join "\n", @rules, "$variant-programs : @all\n";
}

sub _compiled {
    my ($to, $source, $headers, $compile) = @_;
    my $object = "$to/" . $source =~ s/\.c\z/.o/r;
    my $folder = $object          =~ s{/[^/]+\z}{}r;
    return
        "$object : $source @$headers Makefile\n\t\@mkdir -p $folder\n\t$compile -c -o \$@ $source\n";
}

sub _linked {
    my ($to, $dir, $program, $library, $headers, $compile) = @_;
    return <<"MAKE";
$to/$program : $dir/$program.c $library @$headers
\t\@mkdir -p $to
\t$compile -o \$@ $dir/$program.c $library \$(UNIT_LIBS)
MAKE
}

sub _runs {
    my ($self, $units, $fuzz) = @_;
    my $run   = sub { _run_units($units, @_) };
    my $limit = 'timeout $(UNIT_SECONDS)';
    my ($plain, $asan) = map { $run->($_, $limit) } qw(plain asan);
    my $valgrind = $run->('plain', "$limit \$(VALGRIND_UNITS)");
    my $nothing  = @$fuzz ? '' : qq{\t\@echo "nothing to fuzz"\n};
    my @fuzzing  = map            {"run-fuzz-$_"} @$fuzz;
    my $each     = join "\n", map { _fuzz_run($_) } @$fuzz;
    return <<"MAKE";
ctest : plain-programs
$plain
asan : asan-programs
$asan
valgrind : plain-programs
$valgrind
fuzz : @fuzzing
$nothing
$each
MAKE
}

# Without a program prove would take everything in t/.
sub _run_units {
    my ($units, $variant, $with) = @_;
    return qq{\t\@echo "no C units here"\n} if !@$units;
    my @programs = map {"build/$variant/$_"} @$units;
    return "\t\$(PROVE) -j \$(TEST_JOBS) --exec '$with' @programs\n";
}

sub _fuzz_run {
    my ($target) = @_;
    return <<"MAKE";
run-fuzz-$target : fuzz-programs
\tmkdir -p build/fuzz/corpus/$target fuzz/seeds/$target build/fuzz/found
\tcd build/fuzz && ./$target -max_total_time=\$(FUZZ_SECONDS) -timeout=10 -max_len=4096 -print_final_stats=1 \\
\t  -artifact_prefix=found/ corpus/$target ../../fuzz/seeds/$target
MAKE
}

sub _author {
    return <<'MAKE';
xtest : pure_all
	$(PROVE) -b -j $(TEST_JOBS) -r xt

report-free : pure_all
	PERL5LIB="$$PWD/blib/lib:$$PWD/blib/arch" PERL_DESTRUCT_LEVEL=2 POE_TEST_TIME_SCALE=10 POE_TEST_MEMORY=0 \
	  POE_TEST_MANY=100000 VALGRIND='$(VALGRIND_PERL)' $(FULLPERLRUN) xt/under-valgrind -j $(TEST_JOBS) $(REPORT_FREE_FILES)

bench : pure_all
	$(FULLPERLRUN) bench/run

report : pure_all
	$(FULLPERLRUN) -Mblib bin/poe-report -j $(TEST_JOBS) $(REPORT_OPTIONS)

dist-installs :
	xt/dist-installs

cover :
	script/cover

sanitized :
	xt/sanitized

soak : pure_all
	xt/soak

backends : pure_all
	xt/backends

mutants :
	xt/mutants

tidy :
	$(FULLPERLRUN) script/tidy
MAKE
}

sub _help {
    my @lines = (
        [ 'all', 'build (the default)' ],
        [ 'test', 'every test in t/, the C unit programs among them; TEST_FILES=path for some' ],
        [ 'xtest', 'what an author checks: manuals, layout of the code, sizes' ],
        [ 'ctest', 'the C unit programs alone' ],
        [ 'asan', 'the C unit programs under AddressSanitizer and UBSan' ],
        [ 'valgrind', 'the C unit programs under valgrind' ],
        [
            'report-free',
            'Perl tests under valgrind, which must report nothing; REPORT_FREE_FILES=path'
        ],
        [ 'fuzz', 'the fuzz targets under libFuzzer; FUZZ_SECONDS=60 each' ],
        [ 'bench', 'measure against upstream POE and bare EV' ],
        [ 'cover', 'test coverage of C and Perl' ],
        [ 'report', 'run the tests and write down what came of them; REPORT_OPTIONS=--send' ],
        [ 'sanitized', 'Perl tests with the compiled part under ASan and UBSan' ],
        [ 'backends', 'every test on every loop backend' ],
        [ 'soak', 'ten minutes of a bit of everything, with books that must balance' ],
        [ 'mutants', 'small faults that the tests have to notice' ],
        [ 'dist-installs', 'make the tarball, and install it with its tests in a folder' ],
        [ 'tidy', 'lay out C and Perl by .clang-format and .perltidyrc' ],
        [ 'install', 'install' ],
        [ 'clean', 'remove what was built' ],
    );
    my $echo = join '', map { sprintf qq{\t\@echo "make %-13s %s"\n}, @$_ } @lines;
    return <<"MAKE";
help :
$echo\t\@echo "perl Makefile.PL DEBUG=3      asserts and traces, not optimized"
\t\@echo "perl Makefile.PL STRICT=1     warnings are errors; with CC=clang too"

\$(FIRST_MAKEFILE) : inc/Build/Layout.pm inc/Build/Meta.pm inc/Build/Rules.pm inc/Build/Targets.pm

.PHONY : help ctest asan valgrind fuzz cover xtest report-free bench tidy report dist-installs
.PHONY : sanitized soak backends mutants
.PHONY : plain-programs asan-programs fuzz-programs
MAKE
}

1;
