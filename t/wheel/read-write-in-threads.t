use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Config;

plan skip_all => 'this perl has no threads'             if !$Config{useithreads};
plan skip_all => 'upstream shares its sessions by copy' if is_upstream();

# Code of a program with threads, and a function that sends a line through two wheels and returns what
# came of it.
sub threaded {
    my ($code) = @_;
    return run_child(<<"CODE");
        use threads;
        use POE qw(Wheel::ReadWrite Filter::Line Filter::Stream Filter::Block);
        use IO::Handle;
        use Socket;
        sub pair { socketpair my \$one, my \$other, AF_UNIX, SOCK_STREAM, 0 or die; return (\$one, \$other) }
        sub sent {
            my (\$line, \@given) = \@_;
            my \$got;
            my (\$near, \$far) = pair();
            POE::Session->create(inline_states => {
                _start => sub {
                    \@{ \$_[HEAP] }{qw(a b)} = map { POE::Wheel::ReadWrite->new(Handle => \$_, InputEvent => 'input', \@given) } \$near, \$far;
                    \$_[HEAP]{a}->put(\$line);
                },
                input => sub { \$got = \$_[ARG0]; \%{ \$_[HEAP] } = () },
            });
            POE::Kernel->run;
            return \$got;
        }
        $code
CODE
}

subtest 'in each thread' => sub {
    my $child = threaded(<<'CODE');
        my @threads = map { my $n = $_; threads->create(sub { join ' ', map { sent("thread $n, $_") } 1 .. 3 }) } 1, 2;
        print sent('main'), '|';
        print join '|', map { $_->join } @threads;
        print '|', sent('main');
CODE
    is $child->{stdout},
        'main|thread 1, 1 thread 1, 2 thread 1, 3|thread 2, 1 thread 2, 2 thread 2, 3|main',
        'wheels work';
    is "$child->{status}$child->{stderr}", '0';
};

subtest 'a wheel that is there when a thread is created' => sub {
    my $child = threaded(<<'CODE');
        my ($near, $far) = pair();
        my $seen;
        POE::Session->create(inline_states => {
            _start => sub {
                my $wheel = $_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(Handle => $near, InputEvent => 'input', HighMark => 100, LowMark => 5, LowEvent => 'low');
                $wheel->put('queued');
                syswrite $far, "begun ";
                $_[KERNEL]->yield('thread');
            },
            thread => sub {
                my $wheel = $_[HEAP]{wheel};
                my $thread = threads->create(sub {
                    my @said = (sent('in the thread'));
                    push @said, eval { $wheel->get_input_filter->get(["x\n"])->[-1] };
                    for my $do (sub { $wheel->put('x') }, sub { $wheel->flush }, sub { $wheel->pause_input }, sub { $wheel->event(InputEvent => 'other') }, sub { $wheel->set_filter(POE::Filter::Stream->new) }) {
                        eval { $do->() };
                    }
                    undef $wheel;
                    return join ', ', @said;
                });
                print $thread->join, '. ';
                syswrite $far, "and ended\n";
            },
            input => sub { print "main: $_[ARG0]"; delete $_[HEAP]{wheel} },
            low => sub { },
        });
        POE::Kernel->run;
        sysread $far, my $bytes, 100;
        print ". peer: $bytes";
CODE
    is $child->{stdout}, "in the thread, begun x. main: begun and ended. peer: queued\r\n",
        'is of no use there, and works on here';
    is $child->{status}, 0;
};

subtest 'filters and drivers that came along' => sub {
    my $child = threaded(<<'CODE');
        my @filters = (POE::Filter::Line->new, POE::Filter::Stream->new, POE::Filter::Block->new(BlockSize => 2), POE::Filter::Line->new(InputRegexp => ';'));
        my $driver = POE::Driver::SysRW->new;
        $driver->put(['in both']);
        $_->get_one_start(['a' . 'x' x 2000]) for @filters;
        sub state { join ' ', map { length join ',', @{ $_->get([";\n"]) } } @filters }
        print threads->create(sub { pipe my $in, my $out; $driver->flush($out); state() . ' ' . $driver->get($in)->[0] })->join, '|', state();
        pipe my $in, my $out;
        $driver->flush($out);
        print ' ', $driver->get($in)->[0];
CODE
    is $child->{stdout}, join '|', ('2002 2003 3002 2001 in both') x 2;
    is "$child->{status}$child->{stderr}", '0';
};

subtest 'methods that were replaced before' => sub {
    my $child = threaded(<<'CODE');
        no warnings 'redefine';
        my $put = \&POE::Filter::Line::put;
        *POE::Filter::Line::put = sub { $put->($_[0], [ map {uc} @{ $_[1] } ]) };
        print sent('main'), ' ', threads->create(sub { sent('thread') })->join;
        *POE::Filter::Line::put = $put;
        print ' ', sent('main'), ' ', threads->create(sub { sent('thread') })->join;
        print ' ', threads->create(sub { *POE::Filter::Line::put = sub { $put->($_[0], ['changed']) }; sent('thread') })->join, ' ', sent('main');
CODE
    is $child->{stdout}, 'MAIN THREAD main thread changed main', 'are called there, too';
    is $child->{status}, 0;
};

done_testing;
