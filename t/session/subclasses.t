use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# What the classes below saw.
our ($params, @args, @registered, @invoked, $destroyed, $asked);

subtest 'instantiate takes its own parameters' => sub {
    my $seen;
    {

        package With::Parameter;
        our @ISA = ('POE::Session');

        sub instantiate {
            my ($class, $given) = @_;
            $main::params = {%$given};
            my $self = $class->SUPER::instantiate($given);
            $self->[10] = delete $given->{color};
            return $self;
        }
    }
    my %given = (
        color         => 'red', heap => 'H',
        inline_states => { _start => sub { $seen = $_[SESSION][10] } });
    isa_ok(With::Parameter->create(%given), 'With::Parameter');
    is $seen, 'red', 'the parameter arrived';
    is $params->{heap}, 'H', 'it sees all of them';
    $poe_kernel->run;
};

subtest 'instantiate gives heap-less triple' => sub {
    my $self = POE::Session->instantiate({});
    is ref $self, 'POE::Session';
    is_deeply [@$self], [ {}, {}, {} ], 'heap, options, states';
};

subtest 'try_alloc gets the arguments and decides what create returns' => sub {
    {

        package Own::Alloc;
        our @ISA = ('POE::Session');

        sub try_alloc {
            my ($self, @given) = @_;
            @main::args = @given;
            $self->SUPER::try_alloc(@given);
            return 'returned';
        }
    }
    is(Own::Alloc->create(inline_states => { _start => sub { } }, args => [ 1, 2 ]), 'returned');
    is_deeply \@args, [ 1, 2 ];
    $poe_kernel->run;
};

subtest '_register_state sees every handler' => sub {
    {

        package Own::Register;
        our @ISA = ('POE::Session');

        sub _register_state {
            push @main::registered, [ @_[ 1 .. $#_ ] ];
            my $self = shift;
            return $self->SUPER::_register_state(@_);
        }
        sub method {return}
    }
    my $start = sub { $_[KERNEL]->state(added => \&main::extra); $_[KERNEL]->state('added') };
    Own::Register->create(inline_states => { _start => $start });
    is_deeply [ $registered[0][0], $registered[0][1] ], [ '_start', $start ], 'inline';
    is scalar @{ $registered[0] }, 2, 'two arguments for inline ones';
    is_deeply [ map { $_->[0] } @registered[ 1, 2 ] ], [ 'added', 'added' ],
        'kernel state() goes there';
    is_deeply $registered[1], [ 'added', \&main::extra, 'added' ],
        'the method defaults to the event name';
    @registered = ();
    Own::Register->create(
        package_states => [ 'Own::Register' => { event => 'method' } ],
        inline_states  => { _start => sub { } });
    my ($mapped) = grep { $_->[0] eq 'event' } @registered;
    is_deeply $mapped, [ 'event', 'Own::Register', 'method' ], 'three for methods';
    $poe_kernel->run;
};

sub extra {return}

subtest '_invoke_state can be wrapped' => sub {
    my @handled;
    {

        package Own::Invoke;
        our @ISA = ('POE::Session');

        sub _invoke_state {
            my ($self, $source, $event, $args, $file, $line, $from) = @_;
            push @main::invoked,
                {
                source => $source, event => $event, args => [@$args], file => $file,
                line   => $line, from    => $from
                };
            return $self->SUPER::_invoke_state(@_[ 1 .. $#_ ]);
        }
    }
    my $session = Own::Invoke->create(
        inline_states => {
            _start => sub {
#line 500 "subclass"
                $_[KERNEL]->yield(work => 1, 2);
            },
            work  => sub { push @handled, [ @_[ ARG0 .. $#_ ] ]; return 5 },
            _stop => sub { },
        });
    $poe_kernel->run;
    is_deeply [ map { $_->{event} } @invoked ], [qw(_start work _stop)],
        'it is called for every event';
    is_deeply $invoked[1],
        {
        source => $session, event => 'work', args => [ 1, 2 ], file => 'subclass', line => 500,
        from   => '_start'
        },
        'with all that there is to know';
    is_deeply \@handled, [ [ 1, 2 ] ], 'and may go on to the normal one';
};

subtest 'the result of an overridden _invoke_state is that of call' => sub {
    {

        package Doubling;
        our @ISA = ('POE::Session');

        sub _invoke_state {
            my @got = shift->SUPER::_invoke_state(@_);
            return wantarray ? map { $_ * 2 } @got : 2 * ($got[-1] || 0);
        }
    }
    Doubling->create(
        inline_states => {
            _start => sub { $_[KERNEL]->alias_set('doubling'); 1 },
            list   => sub { return (1, 2, 3) },
            end    => sub { $_[KERNEL]->alias_remove('doubling'); 1 },
        });
    is_deeply [ $poe_kernel->call(doubling => 'list') ], [ 2, 4, 6 ], 'list';
    is scalar $poe_kernel->call(doubling => 'list'), 6, 'scalar';
    $poe_kernel->call(doubling => 'end');
    $poe_kernel->run;
};

subtest 'a class overridden after its first dispatch is noticed' => sub {
    my $count = 0;
    { package Late; our @ISA = ('POE::Session') }
    Late->create(
        inline_states => {
            _start => sub { $_[KERNEL]->yield('before') },
            before => sub {
                no strict 'refs';
                *{'Late::_invoke_state'} = sub { $count++; goto &POE::Session::_invoke_state };
                $_[KERNEL]->yield('after');
            },
            after => sub { },
        });
    $poe_kernel->run;
    cmp_ok $count, '>=', 1, 'the new method is called';
};

subtest 'DESTROY is called once' => sub {
    {

        package Mortal;
        our @ISA = ('POE::Session');
        sub DESTROY { $main::destroyed++; shift->SUPER::DESTROY }
    }
    Mortal->create(inline_states => { _start => sub { } });
    $poe_kernel->run;
    is $destroyed, 1;
};

subtest 'ID may be overridden' => sub {
    {

        package Own::ID;
        our @ISA = ('POE::Session');
        sub ID { $main::asked++; return shift->SUPER::ID }
    }
    my $session = Own::ID->create(
        inline_states => { _start => sub { $_[KERNEL]->yield('work') }, work => sub { } });
    like $session->ID, qr/^\d+\z/;
    $poe_kernel->run;
    cmp_ok $asked, '>=', 1;
};

done_testing;
