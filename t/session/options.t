use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

subtest 'option() sets and fetches' => sub {
    play(
        _start => sub {
            my $session = $_[SESSION];
            is $session->option('trace'), undef, 'unset';
            is $session->option(Trace => 1), undef, 'setting gives the previous value';
            is $session->option('TRACE'), 1, 'names have no case';
            is $session->option(trace => 0), 1, 'previous again';
            is_deeply $session->option, {}, 'no arguments: an empty hash';
            is_deeply $session->option(a => 1, b => 2), { a => undef, b => undef },
                'several: a hash of previous values';
            is_deeply $session->option(a => 3, 'b'), { a => 1, b => 2 },
                'a lone name at the end fetches';
            $session->option(a => undef);
            is $session->option('a'), undef, 'undef deletes';
            ok !exists $session->[POE::Session::SE_OPTIONS]{a}, 'really';
        });
};

subtest 'words for true and false' => sub {
    play(
        _start => sub {
            my $session = $_[SESSION];
            for my $word (qw(on ON yes Yes true TRUE)) {
                $session->option(x => $word);
                is $session->option('x'), 1, $word;
            }
            for my $word (qw(off no No false FALSE)) {
                $session->option(x => $word);
                is $session->option('x'), 0, $word;
            }
            $session->option(x => 'other');
            is $session->option('x'), 'other', 'others stay';
        });
};

subtest 'trace tells each event' => sub {
    my $id;
    my @warnings = warnings_of(sub {
        POE::Session->create(
            options       => { trace => 1 },
            inline_states => {
                _start => sub {
                    $id = $_[SESSION]->ID;
#line 300 "tracing"
                    $_[KERNEL]->yield('work');
                    $_[KERNEL]->yield('unknown');
                },
                work     => sub { },
                _default => sub { },
            },
        );
        $poe_kernel->run;
    });
    my $text = join '', @warnings;
    like $text, qr/^=== \d+ === $id -> work \(from tracing at 300\)$/m, 'name, file and line';
    like $text, qr/^=== \d+ === $id -> unknown redirected to _default$/m, 'and who took it';
    like $text, qr/^=== \d+ === $id -> _start /m, 'from the first';
};

subtest 'default tells events that nobody takes' => sub {
    my $id;
    my @warnings = warnings_of(sub {
        POE::Session->create(
            options       => { default => 1 },
            inline_states => {
                _start => sub {
                    $id = $_[SESSION]->ID;
                    $_[KERNEL]->alias_set('named');
#line 400 "default"
                    $_[KERNEL]->yield('lost');
                    $_[KERNEL]->yield('end');
                },
                end   => sub { $_[KERNEL]->alias_remove('named') },
                _stop => sub { },
            },
        );
        $poe_kernel->run;
    });
    is @warnings, 1, 'once';
    like $warnings[0],
        qr/^=== \d+ === a 'lost' event was sent from default at 400 to session $id \(named\) but session $id \(named\) has neither a handler for it nor one for _default\n\z/;
};

subtest 'default and _default' => sub {
    my @warnings = warnings_of(sub {
        POE::Session->create(
            options       => { default => 1 },
            inline_states => { _start  => sub { $_[KERNEL]->yield('lost') }, _default => sub { } });
        $poe_kernel->run;
    });
    is_deeply \@warnings, [], 'is silent';
};

subtest 'debug tells a handler that is replaced' => sub {
    my $id;
    my @warnings = warnings_of(sub {
        POE::Session->create(
            options       => { debug => 1 },
            inline_states => {
                _start => sub {
                    $id = $_[SESSION]->ID;
                    $_[KERNEL]->state(work  => sub { });
                    $_[KERNEL]->state(fresh => sub { });
                    $_[KERNEL]->state(fresh => undef);
                },
                work => sub { } });
        $poe_kernel->run;
    });
    is @warnings, 1, 'once';
    like $warnings[0], qr/redefining handler for event\(work\) for session\($id\)/;
};

subtest 'options set while it runs' => sub {
    my @warnings = warnings_of(sub {
        play(
            _start => sub { $_[SESSION]->option(trace => 'on');  $_[KERNEL]->yield('seen') },
            seen   => sub { $_[SESSION]->option(trace => 'off'); $_[KERNEL]->yield('hidden') },
            hidden => sub { },
        );
    });
    is @warnings, 1;
    like $warnings[0], qr/-> seen/;
};

done_testing;
