use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use FailingSystem;
use POETest;
use Test::More;

use POE;

# A forked child needs an event loop of its own. If the system has no room for another open file, it gets an exception,
# loses nothing, and goes on when there is room.

plan skip_all => 'POE needs no descriptor to wait' if is_upstream();

pipe my $in, my $out or die "pipe: $!";
my @log;

sub watch {
    session(
        _start => sub {
            $_[KERNEL]->select_read($in, 'ready');
            $_[KERNEL]->delay(tick => 0.01);
        },
        ready => sub { push @log, 'ready'; $_[KERNEL]->select_read($in) },
        tick  => sub { push @log, 'tick' },
    );
    return;
}

sub child {
    my $kernel = $poe_kernel;
    $kernel->stop;
    $kernel->has_forked;
    watch();
    syswrite $out, 'x';
    table_of_files_is_full(1);
    push @log,
        eval { $kernel->run; 1 } ? 'ran' : $@ =~ /cannot open the event loop/ ? 'refused' : $@;
    table_of_files_is_full(0);
    push @log, eval { $kernel->run; 1 } ? 'ran' : $@;
    my $said = join ' ', shift @log, sort @log;
    diag $said if $said ne 'refused ran ready tick';
    return $said eq 'refused ran ready tick' ? 0 : 1;
}

for my $ran ('before the parent ran', 'after it') {
    play(tick => sub { }, _start => sub { $_[KERNEL]->delay(tick => 0.01) }) if $ran =~ /after/;
    my $pid = spawn(\&child);
    waitpid $pid, 0;
    is $?, 0, "refused, then goes on, forked $ran";
}

done_testing;
