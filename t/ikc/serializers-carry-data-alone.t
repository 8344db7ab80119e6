use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

BEGIN {
    eval { require POE::Component::IKC::Serializers } or plan skip_all => 'there is none there';
}

my ($own, $ran) = ('POE::Component::IKC::Freezer', 0);

sub Some::Class::DESTROY { ++$ran }
sub Some::Class::Thaw    { ++$ran }
sub Some::Class::TO_JSON { ++$ran }

my $object = bless [5], 'Some::Class';

sub found { return POE::Component::IKC::Serializers::find(@_) }

my @data = (
    {}, [ 1, undef, '', 0, -1.5, 'a.b) "\'', "\xff\0" ],
    { "\x{263A}" => [ "\x{263A}", { 'k.)' => [ [] ] } ] },
    { map { ("key$_" => [ ('same') x 20 ]) } 1 .. 50 },
);
for my $name (
    "${own}::Sereal", "${own}::CBOR", "${own}::JSON", "${own}::Storable", $own,
    qw(Storable FreezeThaw)
    )
{
    subtest $name => sub {
        my $one = found($name) or plan skip_all => "not installed: $@";
        is($one->{name}, $name, 'its name');
        is($one->{is_ours}, $name   =~ /::Freezer::/         ? 1 : 0, 'whose it is');
        is($one->{is_unsafe}, $name =~ /Storable|FreezeThaw/ ? 1 : 0, 'what it is');
        is_deeply($one->{thaw}->($one->{freeze}->($_)), $_, 'data come back')
            for @data, $name =~ /JSON/ ? () : [ \'x', \[1] ];
        my $came = eval { $one->{thaw}->($one->{freeze}->([$object])) };
        ok(!$came || ref $came->[0] eq 'ARRAY', 'objects do not pass');
        undef $came;
        ok(!eval { $one->{thaw}->($_); 1 }, 'no image') for '', 'x', "\0" x 40, "FrT;\$999|x";
        ok(
            !eval {
                $one->{thaw}->($one->{freeze}->([ sub { } ]));
                1;
            },
            'code does not pass'
        );
    };
}

subtest 'objects' => sub {
    for my $name ("${own}::Sereal", $own, 'Storable') {
        my $one = found($name, objects => 1) or next;
        is(
            ref $one->{thaw}->($one->{freeze}->([ bless [5], 'An::Object' ]))->[0], 'An::Object',
            "pass if told: $name"
        );
    }
};

subtest 'data that hold themselves' => sub {
    my $one = found("${own}::Sereal") or plan skip_all => 'no Sereal';
    no_growth(
        'what is refused',
        sub {
            my $self = { list => [1] };
            push @{ $self->{list} }, $self;
            eval { $one->{thaw}->($one->{freeze}->($self)) };
            @{ $self->{list} } = ();
        },
        200
    );
    my $twice = [1];
    is_deeply(
        $one->{thaw}->($one->{freeze}->([ $twice, [ $twice, \$twice ] ])),
        [ [1], [ [1], \[1] ] ], 'others pass'
    );
};

sub offered {
    return join ' ', map {s/.*::/./r} POE::Component::IKC::Serializers::offered(@_);
}

subtest 'what is offered' => sub {
    unlike(offered(undef), qr/Storable|FreezeThaw/, 'to strangers what is safe');
    like(
        offered(undef, trusted => 1), qr/\A\..*\.JSON Storable .*\.Freezer\z/,
        'to the trusted all'
    );
    is(offered(['Storable']), '.Storable Storable', 'what is named');
    is(offered([ 'Freezer', 'JSON', 'No::Such' ]), '.Freezer .JSON', 'in that order');
    is(
        offered(undef, trusted => 1), offered(undef, trusted => 1, unread => 1),
        'without a look the same'
    );
    is(found('Text::Wrap'), undef, 'what a peer names is not loaded');
    ok(!$INC{'Text/Wrap.pm'}, 'it was not');
    is(offered(['Text::Wrap']), '', 'what the program names is, and has to be one');
};

is($ran, 0, 'nothing was run');
done_testing;
