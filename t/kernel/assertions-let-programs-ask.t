# With every assertion on, a program may ask for a name that nobody has: alias_resolve says that there is none, alias_list
# warns. Only what is sent to nobody is a fault.
use strict;
use warnings;
use lib 't/lib';
use POETest;
use Test::More;

sub said {
    my ($code) = @_;
    my $child = run_child(<<"CODE", env => { POE_ASSERT_DEFAULT => 1 });
        use POE;
        POE::Session->create(inline_states => {
            _start => sub { \$_[KERNEL]->alias_set('old'); \$_[KERNEL]->alias_remove('old'); \$_[KERNEL]->alias_set('new'); \$_[KERNEL]->yield('go') },
            go     => sub { $code; print " and on"; \$_[KERNEL]->alias_remove('new') },
        });
        POE::Kernel->run;
CODE
    return ($child->{stdout}, join '', $child->{stderr} =~ /<\w\w> .*? at /g);
}

is_deeply [ said(qq{print defined \$_[KERNEL]->alias_resolve('$_') ? 1 : 0}) ], [ '0 and on', '' ],
    "alias_resolve('$_')" for 'old', 'nobody', 99, '';
is_deeply [ said(q{print scalar(() = $_[KERNEL]->alias_list('old'))}) ],
    [ '0 and on', '<rv> session not resolved: No such process at ' ], 'alias_list of nobody';
is_deeply [ said(q{print $_[KERNEL]->alias_list('')}) ], [ 'new and on', '' ],
    'alias_list of no name';
is_deeply [ said(q{eval { $_[KERNEL]->post(old => 'x') } or print $@ =~ /(resolve ..old)/}) ],
    [ 'resolve ``old and on', '' ], 'what is posted is a fault, which can be caught';

done_testing;
