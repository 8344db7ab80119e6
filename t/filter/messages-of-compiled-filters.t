use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE qw(Filter::Block Filter::Line Filter::Stream Driver::SysRW);

# The compiled methods of filters and drivers check what they are given: a list that is none, an object
# of some other class. Upstream lets perl complain.
plan skip_all => 'upstream lets perl complain' if is_upstream();

sub says {
    my ($text, $name, $code) = @_;
    my $lived = eval { $code->(); 1 };
    my $good  = ok !$lived && $@ =~ /\A\Q$text\E at \S+ line \d+\.\n\z/, $name;
    diag $@ // 'lived' if !$good;
    return $good;
}

my @lists = (undef, 'text', {}, \'text', sub { });

for my $kind (qw(Block Line Stream)) {
    my $class = "POE::Filter::$kind";
    for my $list (@lists) {
        my $shown = $list // 'undef';
        says 'the chunks must be an array reference', "$kind, get_one_start($shown)",
            sub { $class->new->get_one_start($list) };
        says 'the records must be an array reference', "$kind, put($shown)",
            sub { $class->new->put($list) };
    }
    for my $object (5, {}, bless({}, $class), bless(sub { }, $class)) {
        for my $method (qw(get_one_start get_one)) {
            my $code = $class->can($method);
            says 'the filter is not an object of its class', "$kind, $method of $object",
                sub { $code->($object, []) };
        }
    }
}
says 'the records must be an array reference', 'Block without a size',
    sub { POE::Filter::Block->new->put('text') };

my $driver = 'POE::Driver::SysRW';
for my $list ('text', {}, \'text', sub { }) {
    says 'the chunks must be an array reference', "SysRW, put($list)",
        sub { $driver->new->put($list) };
}
for my $object (5, {}, bless({}, $driver)) {
    my %args = (put => [ [] ], get => [ \*STDIN ], flush => [ \*STDOUT ]);
    for my $method (sort keys %args) {
        my $code = $driver->can($method);
        says 'the driver is not an object of its class', "SysRW, $method of $object",
            sub { $code->($object, @{ $args{$method} }) };
    }
}
says 'the driver has no queue', 'SysRW, put without one', sub { (bless [], $driver)->put(['x']) };
says 'the driver has no queue', 'SysRW, flush without one',
    sub { (bless [], $driver)->flush(\*STDOUT) };

subtest 'a filter that has refused goes on' => sub {
    my $filter = POE::Filter::Line->new(Literal => "\n");
    eval { $filter->get_one_start('text') };
    eval { $filter->put('text') };
    is_deeply $filter->get(["one\ntwo\n"]), [qw(one two)];
    is_deeply $filter->put(['three']), ["three\n"];
};

done_testing;
