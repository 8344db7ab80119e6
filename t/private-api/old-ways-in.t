use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# Private methods that older programs call instead of public ones, and those that tell what is there.

subtest '_internal_select watches, and without an event ends it' => sub {
    pipe my $in, my $out or die $!;
    syswrite $out, 'x';
    my @got;
    play(
        _start => sub {
            $poe_kernel->_internal_select(
                $_[SESSION], $in, 'readable', POE::Kernel::MODE_RD(),
                ['extra']);
        },
        readable => sub {
            @got = @_[ ARG0 .. $#_ ];
            $poe_kernel->_internal_select($_[SESSION], $in, undef, POE::Kernel::MODE_RD());
        },
    );
    is_deeply \@got, [ $in, POE::Kernel::MODE_RD(), 'extra' ];
};

subtest '_data_ses_dump_refcounts tells what keeps a session' => sub {
    plan skip_all => 'upstream has other words for it' if is_upstream();
    pipe my $in, my $out or die $!;
    my ($sid, $text);
    play(
        _start => sub {
            $sid = $_[SESSION]->ID;
            $_[KERNEL]->alias_set($_) for qw(one two);
            $_[KERNEL]->select_read($in, 'x');
            $_[KERNEL]->refcount_increment($sid, 'tag');
            $_[KERNEL]->yield('over');
            POE::Session->create(
                inline_states => { _start => sub { $_[KERNEL]->alias_set('below') } });
            $_[KERNEL]->delay(later => 1000);
            $text = join '', warnings_of(sub { $poe_kernel->_data_ses_dump_refcounts($sid) });
            $_[KERNEL]->stop;
        },
        over => sub { },
    );
    my %count = $text =~ /session \Q$sid\E: ([\w ]+)=(\d+)/g;
    is_deeply \%count, {
        refcount => 6, 'events to' => 2, 'events from' => 0, extrefs => 1,
        handles  => 1, aliases     => 2, children      => 1,
    } or diag $text;
};

subtest 'finalizing tells of events, files and signals that are left' => sub {
    plan skip_all => 'upstream dies in the middle of this' if is_upstream();
    pipe my $in, my $out or die $!;
    my ($events, $files, $signals, @clean);
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            $kernel->delay(later => 1000);
            $kernel->select($in, 'x', undef, 'y');
            $events = join '', warnings_of(sub { push @clean, $poe_kernel->_data_ev_finalize });
            $files  = join '', warnings_of(sub { push @clean, $poe_kernel->_data_handle_finalize });
            $kernel->alarm_remove_all;
            $kernel->select($in);
        });
    is_deeply \@clean, [ 0, 0 ], 'neither is clean';
    like $events, qr/!!! Leaked event-to count: \d+ = 1/;
    my $fd = fileno $in;
    like $files, qr/!!! Leaked fileno: $fd \(total refcnt=2\)/;
    like $files, qr/!!!\tmode $_: 1/ for qw(read expedite);
    unlike $files, qr/mode write/;
};

subtest 'the end of signals tells of children that are still watched' => sub {
    plan skip_all => 'upstream has other words for it' if is_upstream();
    my $text = output_of(<<'CODE');
        open STDERR, '>&', \*STDOUT or die;
        use POE;
        POE::Session->create(inline_states => {
            _start => sub {
                $_[KERNEL]->sig_child(999_999, 'x');
                $_[KERNEL]->sig(CHLD => 'x');
                $poe_kernel->_data_sig_finalize;
                $_[KERNEL]->stop;
            },
        });
        POE::Kernel->run;
CODE
    like $text, qr/!!! Finalizing signals while a blanket _child signal is watched/;
    like $text, qr/!!! Kernel has 1 child process\(es\)/;
};

done_testing;
