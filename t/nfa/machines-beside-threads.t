use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Config;

# A machine is running while a thread is created, with postbacks outstanding; a thread has its own.

plan skip_all => 'this perl has no threads'             if !$Config{useithreads};
plan skip_all => 'upstream shares its sessions by copy' if is_upstream();

my $program = <<'CODE';
    use threads;
    use POE qw(NFA);
    sub machine {
        my ($between) = @_;
        my @seen;
        POE::NFA->spawn(
            runstate      => {},
            inline_states => {
                red => {
                    start => sub {
                        push @seen, 'red';
                        my $postback = $_[RUNSTATE]{postback} = $_[MACHINE]->postback('go', 1);
                        push @seen, $between->($postback, $_[MACHINE]) if $between;
                        $postback->(2);
                    },
                    go => sub {
                        push @seen, "$_[ARG0][0]$_[ARG1][0]";
                        delete $_[RUNSTATE]{postback};
                        $_[MACHINE]->goto_state('green', 'enter');
                    },
                },
                green => { enter => sub { push @seen, 'green' } },
            },
        )->goto_state('red', 'start');
        POE::Kernel->run;
        return join ' ', @seen;
    }
CODE

sub said {
    my ($code) = @_;
    my $child = run_child("$program $code", env => { PERL_DESTRUCT_LEVEL => 2 }, limit => 60);
    return "$child->{stdout}|$child->{status}|$child->{stderr}";
}

is said('print machine(sub { threads->create(sub { "thread" })->join })'),
    'red thread 12 green|0|', 'a thread comes and goes';
is said(
    'print machine(sub { my ($postback, $machine) = @_; threads->create(sub { undef $postback; undef $machine; "dropped" })->join })'
    ),
    'red dropped 12 green|0|', 'a thread drops its copies';
is said(
    'print machine(sub { my ($postback) = @_; threads->create(sub { $postback->(3); POE::Kernel->run; "called" })->join })'
    ),
    'red called 12 green|0|', 'a thread calls its copy of a postback, in vain';
is said('print machine(sub { threads->create(sub { "(" . machine() . ")" })->join })'),
    'red (red 12 green) 12 green|0|', 'a thread has its own';

done_testing;
