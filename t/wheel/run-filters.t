use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run Filter::Line Filter::Block Filter::Stream Driver::SysRW);

sub line  { return POE::Filter::Line->new(Literal => $_[0]) }
sub block { return POE::Filter::Block->new(BlockSize => $_[0]) }

subtest 'lines by default, one filter for input and output, one for errors' => sub {
    run_wheel(
        Program => ['true'],
        on      => {
            start => sub {
                my $wheel = $_[1]{wheel};
                isa_ok $wheel->get_stdin_filter, 'POE::Filter::Line';
                is $wheel->get_stdin_filter, $wheel->get_stdout_filter;
                isa_ok $wheel->get_stderr_filter, 'POE::Filter::Line';
                isnt $wheel->get_stdin_filter, $wheel->get_stderr_filter;
            }
        },
    );
};

subtest 'a line ends with a line feed only' => sub {
    my $log = run_wheel(Program => [ 'printf', 'a\r\nb\rc\n' ]);
    is_deeply $log->{stdout}, [ "a\r", "b\rc" ];
};

subtest 'what does not end is no record' => sub {
    is_deeply run_wheel(Program => [ 'printf', 'a\nb' ])->{stdout}, ['a'];
};

subtest 'filters given' => sub {
    my ($in, $out, $err, $both) = (line('i'), line('o'), line('e'), line('b'));
    my @cases = (
        [ [ StdinFilter => $in, StdoutFilter   => $out, StderrFilter => $err ], $in, $out, $err ],
        [ [ StdioFilter => $both, StderrFilter => $err ], $both, $both, $err ],
        [ [ StdioFilter => $both, StdinFilter  => $in, StderrFilter  => $err ], $in, $both, $err ],
        [ [ StdioFilter => $both, StdoutFilter => $out, StderrFilter => $err ], $both, $out, $err ],
    );
    for (@cases) {
        my ($option, @want) = @$_;
        my @got;
        run_wheel(
            Program => ['true'],
            @$option,
            on => {
                start => sub {
                    my $wheel = $_[1]{wheel};
                    @got = map { $wheel->$_ }
                        qw(get_stdin_filter get_stdout_filter get_stderr_filter);
                }
            },
        );
        is_deeply [ map {"$_"} @got ], [ map {"$_"} @want ];
    }
};

subtest 'drivers given' => sub {
    my ($in, $out, $err) = map { POE::Driver::SysRW->new(BlockSize => $_) } 1, 2, 3;
    my $log = run_wheel(
        Program      => 'echo abc; echo def >&2; cat',
        StdinDriver  => $in,
        StdoutDriver => $out,
        StderrDriver => $err,
        StdoutFilter => POE::Filter::Stream->new,
        StderrFilter => POE::Filter::Stream->new,
        on           => {
            start  => sub { $_[1]{wheel}->put('x') },
            stdout => sub { $_[1]{wheel}->shutdown_stdin if $_[2] =~ /x/ }
        },
    );
    is_deeply $log->{stdout}, [ 'ab', "c\n", "x\n" ];
    is_deeply $log->{stderr}, [ 'def', "\n" ];
};

# Prints a part, and the rest once it is told.
my $PRINT = 'print "one\ntw"; my $line = <STDIN>; print "o\nthree\n"';

subtest 'a new output filter takes over what waits' => sub {
    plan skip_all => 'upstream reads on with the old one' if is_upstream();
    for my $method (qw(set_stdout_filter set_stdio_filter)) {
        my $log = run_wheel(
            Program => perl_program($PRINT),
            on      => {
                stdout => sub {
                    my ($log, $heap, $record) = @_;
                    return if $record ne 'one';
                    $heap->{wheel}->put('on');
                    $heap->{wheel}->$method(block(2));
                    is @{ $log->{stdout} }, 2, 'at once';
                },
            },
        );
        is join('|', @{ $log->{stdout} }), "one|tw|o\n|th|re|e\n", $method;
    }
};

subtest 'errors, too' => sub {
    plan skip_all => 'upstream reads on with the old one' if is_upstream();
    (my $print = $PRINT) =~ s/print/print STDERR/g;
    my $log = run_wheel(
        Program => perl_program($print),
        on      => {
            stderr => sub {
                my ($log, $heap, $record) = @_;
                return if $record ne 'one';
                $heap->{wheel}->put('on');
                $heap->{wheel}->set_stderr_filter(block(2));
            },
        },
    );
    is join('|', @{ $log->{stderr} }), "one|tw|o\n|th|re|e\n";
};

subtest 'lines that came together go to the filter of their time' => sub {
    plan skip_all => 'upstream reads on with the old one' if is_upstream();
    my $log = run_wheel(
        Program => [ 'printf', 'one\ntwo\nthree\n' ],
        on      => {
            stdout => sub { $_[1]{wheel}->set_stdout_filter(line('e')) if @{ $_[0]{stdout} } == 1 }
        },
    );
    is join('|', @{ $log->{stdout} }), "one|two\nthr|";
};

subtest 'the same filter once more changes nothing' => sub {
    my $log = run_wheel(
        Program => perl_program($PRINT),
        on      => {
            stdout => sub {
                my ($log, $heap) = @_;
                my $wheel = $heap->{wheel};
                return if is_upstream();
                $wheel->set_stdout_filter($wheel->get_stdout_filter);
            },
            start => sub { $_[1]{wheel}->put('on') },
        },
    );
    is_deeply $log->{stdout}, [qw(one two three)];
};

subtest 'a new input filter holds for what is put from then on' => sub {
    my $log = run_wheel(
        Program => ['cat'],
        on      => {
            start => sub {
                my $wheel = $_[1]{wheel};
                my $new   = line("!\n");
                $wheel->put('a');
                $wheel->set_stdin_filter($new);
                is $wheel->get_stdin_filter, $new;
                isnt $wheel->get_stdout_filter, $new;
                $wheel->put('b');
            },
            stdout => sub { $_[1]{wheel}->shutdown_stdin if $_[2] =~ /b/ },
        },
    );
    is_deeply $log->{stdout}, [ 'a', 'b!' ];
};

subtest 'set_stdio_filter sets both' => sub {
    run_wheel(
        Program => ['true'],
        on      => {
            start => sub {
                my ($wheel, $new) = ($_[1]{wheel}, line('x'));
                $wheel->set_stdio_filter($new);
                is $wheel->get_stdin_filter, $new;
                is $wheel->get_stdout_filter, $new;
                isnt $wheel->get_stderr_filter, $new;
            }
        },
    );
};

subtest 'the deprecated Filter' => sub {
    my ($filter, @warnings) = (line('x'));
    my $log;
    {
        local $SIG{__WARN__} = sub { push @warnings, @_ };
        $log = run_wheel(
            Program => [ 'printf', 'axbx' ],
            Filter  => $filter,
            events  => [qw(Stdout Close)],
        );
    }
    is_deeply $log->{stdout}, [qw(a b)];
    is @warnings, 1;
    like $warnings[0], qr/\AFilter is deprecated.  Please try StdioFilter and\/or StderrFilter at/;
};

by_fork_too();
done_testing;
