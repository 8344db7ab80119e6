use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use FailingMemory;
use POETest;
use Test::More;

use POE   qw(Wheel::ReadWrite Filter::Block Filter::Reference);
use POSIX qw(SIGABRT);
use Socket;

# A program whose memory runs out, at whatever point, ends with one of these, and not by a wrong access. Where all that
# follows fails, too, perl has told it first: its own way out calls destructors, and does not always survive that.

my $END = qr/^(?:Out of memory|POE::XS: out of memory|\(libev\) cannot allocate)/m;

plan skip_all => 'POE allocates by perl alone' if is_upstream();

# A bit of everything. None of it is a closure: perl itself does not survive it when memory for one is lacking.
my ($here, $there);

sub begin {
    my ($kernel, $session, $heap) = @_[ KERNEL, SESSION, HEAP ];
    $kernel->alias_set('here');
    $kernel->sig(USR1 => 'signalled');
    $kernel->signal($session, 'USR1');
    $kernel->delay(late => 0.001, [ 1 .. 5 ]);
    $kernel->alarm_set("named $_" => time + 100 + $_) for 1 .. 20;
    $kernel->post('here', "unknown $_" => $_) for 1 .. 20;
    $kernel->refcount_increment($session->ID, 'tag');
    POE::Session->create(package_states => [ main => { _start => 'quiet' } ]) for 1 .. 3;
    $heap->{wheel} = POE::Wheel::ReadWrite->new(
        Handle       => $here, InputEvent => 'input',
        OutputFilter => POE::Filter::Block->new
    );
    $heap->{wheel}->put('x' x 300);
    $kernel->select_read($there, 'readable');
    return;
}

sub readable {
    my ($kernel, $handle) = @_[ KERNEL, ARG0 ];
    sysread $handle, my $got, 1000;
    $kernel->select_read($handle);
    syswrite $handle, "a line\nanother\n";
    return;
}

sub input {
    my ($kernel, $session, $heap) = @_[ KERNEL, SESSION, HEAP ];
    %$heap = ();
    $kernel->alarm_remove_all;
    $kernel->alias_remove('here');
    $kernel->refcount_decrement($session->ID, 'tag');
    return;
}

sub signalled { $_[KERNEL]->sig_handled; return }
sub late      { return $_[KERNEL]->call('here', 'more', $_[ARG0]) }
sub quiet     {return}

my %handler = (
    _start => 'begin', _default => 'quiet',
    map { ($_ => $_) } qw(signalled late readable input)
);

sub program {
    POE::Session->create(package_states => [ main => \%handler ]);
    POE::Kernel->run;
    return;
}

# The status and what was said.
sub ends_at {
    my ($which, $all) = @_;
    my $err = scratch_file();
    socketpair $here, $there, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!";
    my $pid = fork() // die "fork: $!";
    if (!$pid) {
        open STDERR, '>&', $err or POSIX::_exit(3);
        alarm 20;
        allocation_fails($which, $all);
        eval { program(); 1 } or print STDERR $@;
        allocation_fails(0) if !$all;
        POSIX::_exit(0);
    }
    waitpid $pid, 0;
    my $status = $?;
    my $failed = failed_allocations();
    seek $err, 0, 0;
    return ($status, join('', readline $err), $failed);
}

my $step = $ENV{POE_TEST_MEMORY_STEP} || 7;    # 1 finds all
my ($ends, @wrong) = (0);
for my $all (0, 1) {
    for (my $which = 1; $which <= 20_000; $which += $step) {
        my ($status, $said, $failed) = ends_at($which, $all);
        last if !$failed && !$status;
        $ends++;
        next if !$status || $said =~ $END && ($all || $status == SIGABRT || !($status & 127));
        push @wrong, "$which, $all: $status $said";
    }
}
plan skip_all => 'no allocation fails here' if !$ends;
is_deeply \@wrong, [], "$ends ends are told";

done_testing;
