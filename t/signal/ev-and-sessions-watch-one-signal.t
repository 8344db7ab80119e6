use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A signal that EV and a session watch reaches both, whoever came first; when run is over EV still has it.

plan skip_all => 'upstream does not run on EV' if is_upstream();

my $program = <<'PERL';
my @seen;
my $watch = sub { EV::signal('USR1', sub { push @seen, 'ev' }) };
my $ev = FIRST ? $watch->() : undef;
POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->sig(USR1 => 'caught'); $ev ||= $watch->(); $_[KERNEL]->delay(act => 0.02) },
        act    => sub { kill USR1 => $$; $_[KERNEL]->delay(over => 0.1) },
        caught => sub { push @seen, 'session'; $_[KERNEL]->sig_handled },
        over   => sub { $_[KERNEL]->sig('USR1') },
    }
);
POE::Kernel->run;
print join(' ', sort @seen), ';';
@seen = ();
kill USR1 => $$;
EV::run(EV::RUN_NOWAIT()) for 1 .. 3;
print "@seen";
PERL

for my $first (0, 1) {
    for my $loads ('use EV; use POE;', 'use POE; use EV;') {
        my $child = run_child($loads . $program =~ s/FIRST/$first/r, limit => 20);
        is($child->{stdout}, 'ev session;ev', "$loads EV " . ($first ? 'first' : 'last'))
            or diag explain $child;
    }
}

done_testing;
