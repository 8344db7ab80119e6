use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Config;

plan skip_all => 'this perl has no threads'             if !$Config{useithreads};
plan skip_all => 'upstream shares its sessions by copy' if is_upstream();

sub threaded { my ($code) = @_; return run_child("use threads; use POE;\n$code") }

subtest 'a new thread has an empty kernel' => sub {
    my $child = threaded(<<'CODE');
        POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->alias_set('main'); $_[KERNEL]->delay(end => 0.05) },
            end => sub { print 'main ended.'; $_[KERNEL]->alias_remove('main') } });
        print threads->create(sub {
            my @seen = (defined $poe_kernel->alias_resolve('main') ? 'alias' : 'none');
            POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield('x') }, x => sub { push @seen, 'x' } });
            POE::Kernel->run;
            return join(' ', @seen, 'returned. ');
        })->join;
        POE::Kernel->run;
CODE
    is $child->{stdout}, 'none x returned. main ended.', 'and the old one keeps its sessions';
    is $child->{status}, 0;
    is $child->{stderr}, '';
};

subtest 'a thread made in a handler' => sub {
    my $child = threaded(<<'CODE');
        pipe my $in, my $out or die;
        POE::Session->create(inline_states => {
            _start => sub {
                $_[KERNEL]->select_read($in, 'readable');
                $_[KERNEL]->delay(tick => 0.01);
                my $thread = threads->create(sub {
                    my $n = 0;
                    POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(x => 0.01) }, x => sub { $n++ } });
                    POE::Kernel->run;
                    return $n;
                });
                print 'thread ', $thread->join, '. ';
            },
            tick     => sub { syswrite $out, 'x' },
            readable => sub { print 'file. '; $_[KERNEL]->select_read($in) },
        });
        POE::Kernel->run;
        print 'returned';
CODE
    is $child->{stdout}, 'thread 1. file. returned', 'runs its own, and the parent goes on';
    is $child->{status}, 0;
};

subtest 'both run at the same time' => sub {
    my $child = threaded(<<'CODE');
        sub ticker {
            my ($ticks) = @_;
            my $n = 0;
            POE::Session->create(inline_states => {
                _start => sub { $_[KERNEL]->delay(tick => 0.001) },
                tick   => sub { $_[KERNEL]->delay(tick => 0.001) if ++$n < $ticks } });
            POE::Kernel->run;
            return $n;
        }
        my @threads = map { threads->create(\&ticker, 50) } 1 .. 3;
        my $own = ticker(50);
        print join ' ', $own, map { $_->join } @threads;
CODE
    is $child->{stdout}, '50 50 50 50';
    is $child->{status}, 0;
};

subtest 'everything works in one, too' => sub {
    my $child = threaded(<<'CODE');
        print threads->create(sub {
            my $result;
            POE::Session->create(inline_states => {
                _start => sub { $_[KERNEL]->yield('work') },
                work   => sub { $result = $_[KERNEL]->call($_[SESSION], 'nested', 200) },
                nested => sub { $_[ARG0] ? 1 + $_[KERNEL]->call($_[SESSION], 'nested', $_[ARG0] - 1) : 0 },
            });
            POE::Kernel->run;
            return threads->create(sub {
                POE::Session->create(inline_states => {
                    _start => sub { $_[KERNEL]->yield('work') },
                    work   => sub { $result += $_[KERNEL]->call($_[SESSION], 'nested') },
                    nested => sub { 1000 },
                });
                POE::Kernel->run;
                return $result;
            })->join;
        })->join;
        print threads->create(sub { $poe_kernel->ID })->join eq $poe_kernel->ID ? ' same ID' : ' another ID';
CODE
    is $child->{stdout}, '1200 same ID',
        'nested handlers, the ID of the kernel, threads of threads';
    is $child->{status}, 0;
};

subtest 'what was configured' => sub {
    my $child = run_child(<<'CODE', env => { POE_ASSERT_DEFAULT => 1, POE_CATCH_EXCEPTIONS => 0 });
        use threads;
        use POE;
        sub try {
            my ($code) = @_;
            POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield('x') }, x => $code, _stop => sub { } });
            return eval { POE::Kernel->run; 1 } ? 'fine' : ref $@ || $@ =~ /(undefined event name)/ && $1;
        }
        my @threads = map {
            threads->create(sub {
                join ' ', map { (try(sub { die bless {}, 'Mine' }), try(sub { $_[KERNEL]->alarm_set(undef, 1) })) } 1 .. 10;
            })
        } 1 .. 3;
        my %seen = map { $_->join => 1 } @threads;
        print join '|', keys %seen;
CODE
    is $child->{stdout}, join(' ', ('Mine undefined event name') x 10),
        'holds in each: exceptions, assertions';
    is $child->{status}, 0;
    is $child->{stderr}, '';
};

subtest 'sessions and postbacks that came along by copy' => sub {
    my $child = threaded(<<'CODE');
        my ($session, $postback);
        POE::Session->create(inline_states => {
            _start => sub { $session = $_[SESSION]; $postback = $_[SESSION]->postback('x'); $_[KERNEL]->yield('go') },
            go     => sub {
                threads->create(sub {
                    print defined $poe_kernel->post($session, 'x') ? 'posted ' : 'unknown ';
                    $postback->(1);
                    undef $postback;
                    undef $session;
                })->join;
                print $_[KERNEL]->post($_[SESSION], 'end') ? 'alive ' : 'dead ';
            },
            x   => sub { print 'heard ' },
            end => sub { undef $postback; print 'end' },
        });
        POE::Kernel->run;
CODE
    is $child->{stdout}, 'unknown alive end', 'mean nothing in the thread and stay valid outside';
    is $child->{status}, 0;
};

done_testing;
