package Build::Layout;

# What there is to compile, and with which flags. Build::Rules turns it into make rules.

use strict;
use warnings;

my @WARNINGS = qw(
    -Wall -Wextra -Wshadow -Wconversion -Wmissing-prototypes -Wstrict-prototypes
    -Wwrite-strings -Wundef -Werror
);

# Perl's own macros convert freely, shadow, test addresses and compare undefined names, so those checks
# are off for the binding.
my @WARNINGS_OFF_IN_BINDING = qw(
    -Wno-conversion -Wno-sign-conversion -Wno-shadow -Wno-undef
    -Wno-unused-parameter -Wno-missing-field-initializers -Wno-address
);

sub take_choices {
    my ($args) = @_;
    my %choice = map { /\A(DEBUG|STRICT)=(.*)\z/s ? ($1 => $2) : () } @$args;
    @$args = grep { !/\A(?:DEBUG|STRICT)=/ } @$args;
    if (my ($cc) = map { /\ACC=(.*)\z/s ? $1 : () } @$args) {
        $choice{CC} = $cc;
    }
    return %choice;
}

sub new {
    my ($class, %choice) = @_;
    return bless { choice => \%choice }, $class;
}

sub version {
    my $main = 'lib/POE/XS.pm';
    return -e $main ? MM->parse_version($main) : '2.000';
}

sub kernel_sources { return sort glob 'csrc/*/*.c' }
sub kernel_headers { return sort glob 'csrc/*/*.h' }

sub binding_sources { return sort glob 'xs/*/*.c' }
sub binding_headers { return sort glob 'xs/*/*.h' }
sub xs_parts        { return sort glob 'xs/*.xs xs/*/*.xs' }

sub objects {
    my ($self) = @_;
    my @sources = ($self->kernel_sources, $self->binding_sources, 'xs/XS.c');
    return map {s/\.c\z/.o/r} @sources;
}

# Where EVAPI.h is: EV's own helper knows; otherwise beside the installed module.
sub include_flags {
    my $ev = eval {
        require EV::MakeMaker;
        +{ EV::MakeMaker::ev_args() }->{INC};
    };
    if (!defined $ev) {
        my ($dir) = grep { -e "$_/EV/EVAPI.h" } @INC;
        die "EV's EVAPI.h was not found: install EV (Debian: libev-perl) first.\n" if !defined $dir;
        $ev = "-I$dir/EV -I$dir";
    }
    $ev =~ s/\A\s+//;
    return "-I. $ev";
}

sub debug_level { return $_[0]{choice}{DEBUG} || 0 }
sub is_strict   { return !!$_[0]{choice}{STRICT} }

sub defines {
    my ($self) = @_;
    return $self->debug_level ? '-DPOE_DEBUG=' . $self->debug_level : '';
}

sub optimize {
    my ($self) = @_;
    return $self->debug_level ? '-O0 -g' : '-O2 -g';
}

sub kernel_flags {
    my ($self) = @_;
    return join ' ', '-std=c11', '-I.', '-fvisibility=hidden', $self->is_strict ? @WARNINGS : ();
}

sub binding_flags {
    my ($self) = @_;
    return join ' ', '-fvisibility=hidden',
        $self->is_strict ? (@WARNINGS, @WARNINGS_OFF_IN_BINDING) : ();
}

# A C file of t/c/ with a main() is a program; the others are linked into each of them.
sub unit_programs {
    return map { _has_main($_) ? _stem($_) : () } sort glob 't/c/*.c';
}

sub unit_support {
    return grep { !_has_main($_) } sort glob 't/c/*.c';
}
sub unit_headers { return sort glob 't/c/*.h' }

sub fuzz_programs {
    return map { _stem($_) } sort glob 'fuzz/*.c';
}

# Some start threads, which older systems have in a library of their own.
sub unit_flags {
    my ($self) = @_;
    return join ' ', '-std=c11', '-pthread', '-I.', '-It/c', $self->is_strict ? @WARNINGS : '-Wall';
}

sub _stem { return $_[0] =~ s{\A.*/|\.c\z}{}gr }

sub _has_main {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!\n";
    return scalar grep {/\bmain\s*\(/} <$in>;
}

1;
