use strict;
use warnings;

use lib 't/lib';
use RealProgram;
use Test::More;

# Objects of MooseX::POE that change their aliases, with every assertion on: names are asked for that nobody has, and
# what is posted to one is an exception that the program catches.

needs('MooseX::POE');

my $program = run_program(script_of(<<'PERL'), env => { POE_ASSERT_DEFAULT => 1 });
package Named {
    use MooseX::POE;
    with 'MooseX::POE::Aliased';

    sub START { $_[0]->yield('go') }
    sub STOP  { print "stopped\n" }

    sub is_known { return defined POE::Kernel->alias_resolve($_[1]) ? 'known' : 'unknown' }

    event go => sub {
        my ($self) = $_[OBJECT];
        POE::Kernel->post($self->alias, hear => 'sent by the first name');
        $self->alias('second');
        print "$_ is ", $self->is_known($_), "\n" for qw(first second third);
        POE::Kernel->post(second => hear => 'sent by the second');
        eval { POE::Kernel->post(first => hear => 'lost') };
        print "caught: $1\n" if $@ =~ /(resolve ..first'')/;
        $self->delay_set(hear => 0.01, 'set for later');
        $self->delay(over => 0.03);
    };

    event hear => sub { print "$_[ARG0]\n" };
    event over => sub { my ($self) = $_[OBJECT]; $self->alias(undef); print "second is ", $self->is_known('second'), "\n" };

    no MooseX::POE;
}

package main;
use POE;
Named->new(alias => 'first');
POE::Kernel->run;
PERL

$program->ended_well;
is($program->said, <<'SAID', 'it does all that it does without assertions');
first is unknown
second is known
third is unknown
caught: resolve ``first''
sent by the first name
sent by the second
set for later
second is unknown
stopped
SAID

done_testing;
