package Bench::Turns;

# Runs each program on every library in turn, round after round, so that whatever else the machine
# does meanwhile hits all of them alike.

use strict;
use warnings;

use FindBin;

my $root = "$FindBin::Bin/..";

sub new {
    my ($class, %option) = @_;
    my $self = bless { %option, found => {} }, $class;
    $self->{libraries} = $self->_libraries;
    return $self;
}

# Which of them can be measured here, and the environment that selects each.
sub _libraries {
    my ($self) = @_;
    my $blib   = "$root/blib/lib:$root/blib/arch";
    my %can    = (
        upstream => scalar(_version('')    =~ /\A1\./),
        ours     => scalar(_version($blib) =~ /\A[2-9]/),
        ev       => !system("$^X -MEV -e 1 2>/dev/null"),
        bare     => !system("$^X -MEV -e 1 2>/dev/null"),
        async    => !system("$^X -MIO::Async::Loop -e 1 2>/dev/null"),
        floor    => _build_floor(),
    );
    $can{$_} or warn "$_ cannot be measured here\n" for sort keys %can;
    return { map { $can{$_} ? ($_ => $_ eq 'ours' ? $blib : '') : () } keys %can };
}

sub _version {
    my ($path) = @_;
    local $ENV{PERL5LIB} = $path;
    my $version = `$^X -MPOE -e 'POE::Kernel->run; print POE->VERSION' 2>/dev/null`;
    return $version // '';
}

sub _build_floor {
    my $folder = "$FindBin::Bin/floor";
    return 1 if !system("cd $folder && ($^X Makefile.PL && make) >/dev/null 2>&1");
    return 0;
}

# Returns { figure => { library => [values] } }.
sub measure {
    my ($self, @programs) = @_;
    my $rounds = $self->{rounds};
    for my $round (1 .. $rounds) {
        for my $program (@programs) {
            next if $program->{once} && $round > 1;
            $self->_turn($program, $_, "round $round of $rounds") for @{ $program->{on} };
        }
    }
    _progress('');
    return $self->{found};
}

sub _turn {
    my ($self, $program, $library, $where) = @_;
    my $path = $self->{libraries}{$library};
    return if !defined $path;
    _progress("$where: $program->{program}, $library");
    for my $line ($self->_run($program->{program}, $library, $path)) {
        my ($figure, $value) = $line =~ /\A(\w+) ([\d.]+) \w+$/ or next;
        push @{ $self->{found}{$figure}{$library} }, $value;
    }
}

sub _run {
    my ($self, $program, $library, $path) = @_;
    my ($name, @args) = split ' ', $program;
    my %file = (ev => "ev/$name.pl", bare => "ev/$name-bare.pl", async => "ev/$name-async.pl");
    my $file = "$FindBin::Bin/" . ($file{$library} // "$name.pl");
    local @ENV{qw(PERL5LIB BENCH_SECONDS)} = ($path, $self->{seconds});
    my @lines = `ulimit -n 10500 || ulimit -n 8192; exec timeout 120 $^X $file @args 2>&1`;
    warn "$program on $library failed: @lines\n" if $?;
    return @lines;
}

sub _progress {
    my ($text) = @_;
    print STDERR "\r\e[K$text" if -t STDERR;
    return;
}

1;
