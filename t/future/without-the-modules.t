use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

# Future and Future::AsyncAwait are needed by who uses them, and by nobody else.

plan skip_all => 'futures are ours alone' if is_upstream();

sub without {
    my ($what) = @_;
    return
        "BEGIN { unshift \@INC, sub { die qq{hidden\\n} if \$_[1] =~ m{^Future}; return } } $what";
}

like(
    stderr_of(without('use POE::Future;')),
    qr/\APOE::Future needs the module Future, version 0\.49 or later, from CPAN or libfuture-perl: hidden\n/,
    'without Future'
);
is(
    output_of(
        without(
            'use POE; POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield("go") }, go => sub { print "ran" } }); POE::Kernel->run;'
        )
    ),
    'ran',
    'POE runs'
);
is(output_of('use POE; print join " ", grep { /Future/ } keys %INC'), '', 'and loads none of it');

SKIP: {
    skip 'no Future that would do is installed', 1 if !eval { require POE::Future; 1 };
    my $hide
        = 'BEGIN { unshift @INC, sub { die qq{hidden\n} if $_[1] =~ m{^Future/AsyncAwait}; return } }';
    is(
        output_of("$hide use POE qw(Future); print POE::Future->done_later(6)->get"), 6,
        'futures without async and await'
    );
}

done_testing;
