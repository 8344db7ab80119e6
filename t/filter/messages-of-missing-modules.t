use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What is said of modules that are not installed. They are hidden from a program by a hook in @INC.
my $hook = <<'CODE';
    BEGIN {
        my $hidden = qr/$ENV{HIDE}/;
        unshift @INC, sub { die "Can't locate $_[1] in \@INC (hidden)\n" if $_[1] =~ /\A(?:$hidden)/; return };
        $SIG{__WARN__} = sub { print "warned: @_" };
    }
CODE

sub said_without {
    my ($hidden, $code) = @_;
    my $child = run_child($hook . $code, env => { HIDE => $hidden });
    is $child->{stderr}, '', 'nothing else is said';
    return $child->{stdout};
}

subtest 'no compression' => sub {
    my $said = said_without('Compress/', <<'CODE');
        use POE::Filter::Reference;
#line 100 "here.pl"
        my $filter = POE::Filter::Reference->new(Compression => 1);
        my $chunk  = $filter->put([ { key => 'value' } ])->[0];
        print $filter->get([$chunk])->[0]{key}, "\n";
CODE
    my @lines = split /\n/, $said;
    like $lines[0], qr{\Awarned: .*Can't locate Compress/}, 'which module';
    like $said, qr/^warned: Filter::Reference compression option ignored at here\.pl line 100\.$/m,
        'and what of it';
    is $lines[-1], 'value', 'the filter works';
};

subtest 'no serializer' => sub {
    my $said = said_without('Storable|FreezeThaw|YAML', <<'CODE');
        eval { require POE::Filter::Reference; 1 } or print "died: $@";
CODE
    like $said, qr/^warned: Can't locate $_\.pm in/m, $_ for qw(Storable FreezeThaw YAML);
    like $said, qr/^(?:died: )?.*Filter::Reference requires one of Storable FreezeThaw YAML/m,
        'it does not load';
};

subtest 'the default serializer' => sub {
    my $said = said_without('FreezeThaw|YAML', <<'CODE');
        use POE::Filter::Reference;
        my $filter = POE::Filter::Reference->new;
        print $filter->get($filter->put([ ['round'] ]))->[0][0];
CODE
    is $said, 'round', 'needs no others';
};

subtest 'a serializer that is not there' => sub {
    my $said = said_without('Nowhere', <<'CODE');
        use POE::Filter::Reference;
#line 100 "here.pl"
        my $filter = POE::Filter::Reference->new(Serializer => 'Nowhere');
        print defined $filter ? 'made' : 'none';
CODE
    like $said, qr/^warned: Can't locate Nowhere\.pm/m;
    like $said, qr/^warned: Nowhere doesn't have a $_ method at here\.pl line 100\.$/m, $_
        for 'freeze or nfreeze', 'thaw';
    like $said, qr/none\z/, 'gives no filter';
};

subtest 'a package that says it is loaded but is not' => sub {
    plan skip_all => 'upstream believes it' if is_upstream();
    my $said = said_without('Nowhere', <<'CODE');
        BEGIN { $INC{'Storable.pm'} = 'a lie' }
        use POE::Filter::Reference;
        print ref POE::Filter::Reference->new;
CODE
    is $said, 'POE::Filter::Reference';
};

subtest 'data that its serializer does not take' => sub {
    plan skip_all => 'upstream has no serializers of its own' if is_upstream();
    require POE::Filter::Reference::JSON;
    ok !eval { POE::Filter::Reference::JSON::thaw(undef); 1 };
    is $@, "no JSON text\n";
    plan skip_all => 'Sereal is not installed' if !eval { require POE::Filter::Reference::Sereal };
    my $scalar = Sereal::Encoder->new->encode('no reference');
    ok !eval { POE::Filter::Reference::Sereal::thaw($scalar); 1 };
    is $@, "Sereal document holds no reference\n";
};

done_testing;
