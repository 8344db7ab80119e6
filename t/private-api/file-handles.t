use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use File::Temp qw(tempfile);

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

my $id = $poe_kernel->ID;
my ($RD, $WR, $EX) = (POE::Kernel::MODE_RD(), POE::Kernel::MODE_WR(), POE::Kernel::MODE_EX());
my ($STOPPED, $PAUSED, $RUNNING)
    = (POE::Kernel::HS_STOPPED(), POE::Kernel::HS_PAUSED(), POE::Kernel::HS_RUNNING());

sub refcount { return $poe_kernel->_data_ses_refcount($id) }

sub add {
    my ($handle, $mode, $event, @args) = @_;
    return $poe_kernel->_data_handle_add($handle, $mode, $poe_kernel, $event, \@args);
}

sub refs {
    my ($handle) = @_;
    return join ' ', $poe_kernel->_data_handle_fno_refcounts(fileno $handle);
}

sub states {
    my ($handle) = @_;
    return join ' ', $poe_kernel->_data_handle_fno_states(fileno $handle);
}

my $at_rest = refcount();
pipe my $in, my $out   or die $!;
pipe my $in2, my $out2 or die $!;
my ($fd, $out_fd) = (fileno $in, fileno $out);

is $poe_kernel->_data_handle_count, 0, 'the signal pipe is not counted';
is $poe_kernel->_data_handle_count_ses($id), 0;
is $poe_kernel->_data_handle_count_ses('nobody'), 0;
ok !$poe_kernel->_data_handle_is_good($in, $RD), 'not watched';

add($in, $RD, 'read', 1, 2);
ok $poe_kernel->_data_handle_is_good($in, $RD), 'watched for reading';
ok !$poe_kernel->_data_handle_is_good($in, $WR), 'not for writing';
is $poe_kernel->_data_handle_count, 1;
is $poe_kernel->_data_handle_count_ses($id), 1;
is refcount(), $at_rest + 1, 'one reference';
is refs($in), '1 1 0 0', 'total and one for reading';
is states($in), "$RUNNING $PAUSED $PAUSED";

add($in, $EX, 'expedite');
is refcount(), $at_rest + 1, 'a second mode counts nothing';
is refs($in), '2 1 0 1';
is $poe_kernel->_data_handle_count, 1, 'it is one file';

subtest 'the tables' => sub {
    my ($rd, $wr, $ex) = $poe_kernel->_data_handle_fno_sessions($fd);
    is_deeply $rd, { $id => { $fd => [ $in, $poe_kernel, 'read', [ 1, 2 ] ] } }, 'reading';
    is_deeply $wr, {}, 'writing';
    is_deeply $ex, { $id => { $fd => [ $in, $poe_kernel, 'expedite', [] ] } }, 'expediting';
    my %handles = $poe_kernel->_data_handle_handles;
    is_deeply \%handles, { $id => { $fd => [ $in, 2, [ 1, 0, 1 ] ] } }, 'by session';
};

subtest 'pause and resume' => sub {
    $poe_kernel->_data_handle_pause($in, $RD);
    is states($in), "$PAUSED $PAUSED $RUNNING";
    add($in, $RD, 'other');
    is states($in), "$RUNNING $PAUSED $RUNNING", 'adding again resumes';
    is refs($in), '2 1 0 1', 'and counts nothing';
    $poe_kernel->_data_handle_pause($in, $RD);
    $poe_kernel->_data_handle_resume($in, $RD);
    is states($in), "$RUNNING $PAUSED $RUNNING";
};

subtest 'a second file' => sub {
    add($out2, $WR, 'write');
    is $poe_kernel->_data_handle_count, 2;
    is $poe_kernel->_data_handle_count_ses($id), 2;
    is refcount(), $at_rest + 2;
};

subtest 'a second handle of the same descriptor' => sub {
    open my $same, '>&=', fileno $out2 or die $!;
    add($same, $EX, 'expedite');
    is refcount(), $at_rest + 2, 'is the same file';
    my %handles = $poe_kernel->_data_handle_handles;
    is $handles{$id}{ fileno $out2 }[ POE::Kernel::SH_HANDLE() ], $out2, 'the first handle is kept';
    $poe_kernel->_data_handle_remove($same, $EX, $id);
    is refs($out2), '1 0 1 0';
};

subtest 'removing' => sub {
    $poe_kernel->_data_handle_remove($in, $WR, $id);
    is refs($in), '2 1 0 1', 'a mode that is not watched: nothing';
    $poe_kernel->_data_handle_remove($in, $RD, $id);
    is refs($in), '1 0 0 1';
    is states($in), "$STOPPED $PAUSED $RUNNING", 'the mode is stopped';
    is refcount(), $at_rest + 2, 'the file is still watched';
    is_deeply(
        ($poe_kernel->_data_handle_fno_sessions($fd))[0], {},
        'an emptied mode is an empty hash'
    );
    $poe_kernel->_data_handle_remove($in, $EX, $id);
    is refcount(), $at_rest + 1;
    ok !$poe_kernel->_data_handle_is_good($in, $EX);
    is $poe_kernel->_data_handle_count, 1;
};

subtest 'dispatching what is ready' => sub {
    my @got;
    my $session = session(
        _start => sub { $_[KERNEL]->select_read($in, 'ready', 'extra') }, _stop => sub { },
        ready  => sub { push @got, [ @_[ ARG0 .. $#_ ] ] });
    $poe_kernel->_data_handle_enqueue_ready($RD, $fd, 9999);
    is_deeply \@got, [ [ $in, $RD, 'extra' ] ], 'at once; unknown descriptors are passed over';
    $poe_kernel->_data_handle_clear_session($session->ID);
    is $poe_kernel->_data_handle_count_ses($session->ID), 0, 'and all are cleared at once';
    $poe_kernel->_data_ses_stop($session->ID);
};

$poe_kernel->_data_handle_clear_session($id);
$poe_kernel->_data_handle_clear_session('nobody');
is $poe_kernel->_data_handle_count, 0, 'clearing a session';
is refcount(), $at_rest;
is_deeply [ $poe_kernel->_data_handle_handles ], [], 'prunes the tables';
is $poe_kernel->_data_handle_finalize, 1, 'clean';

subtest 'a regular file and a tied handle' => sub {
    my ($file) = tempfile(UNLINK => 1);
    add($file, $RD, 'x');
    is $poe_kernel->_data_handle_count, 1, 'file';
    $poe_kernel->_data_handle_remove($file, $RD, $id);

    {

        package Tied;
        require Tie::Handle;
        our @ISA = ('Tie::StdHandle');
    }
    require IO::Handle;
    my $tied = IO::Handle->new;
    tie *$tied, 'Tied'                          or die;
    open *$tied, '<&', $in                      or die $!;
    ok eval { add($tied, $RD, 'x'); 1 }, 'tied' or diag $@;
    is $poe_kernel->_data_handle_count, 1;
    $poe_kernel->_data_handle_remove($tied, $RD, $id);
    is $poe_kernel->_data_handle_count, 0;
    ok eval { $poe_kernel->_data_handle_condition($tied); 1 }, 'conditioning a tied handle';
};

subtest 'finalize tells leaks' => sub {
    add($in, $RD, 'x');
    my $clean;
    my $text = join '', warnings_of(sub { $clean = $poe_kernel->_data_handle_finalize });
    is $clean, 0;
    like $text, qr/!!! Leaked fileno: $fd \(total refcnt=1\)/;
};

$poe_kernel->_data_handle_clear_session($id);
$poe_kernel->run;
done_testing;
