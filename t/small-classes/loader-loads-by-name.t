use strict;
use warnings;
use Test::More;
use File::Temp qw(tempdir);
use POE        ();

plan skip_all => 'needs a POE::Loader that works' if POE->VERSION < 2;
require POE::Loader;

my $dir = tempdir(CLEANUP => 1);
mkdir "$dir/POE" or die $!;
for ([ 'Fine', '1;' ], [ 'Broken', 'die qq(broken by design\n)' ], [ 'Also', '1;' ]) {
    my ($name, $code) = @$_;
    open my $out, '>', "$dir/POE/$name.pm" or die $!;
    print $out "package POE::$name; sub import { die 'imported' } $code";
    close $out or die $!;
}
unshift @INC, $dir;

is_deeply(
    [ POE::Loader->load(qw(Fine POE::Queue::Array)) ], [qw(POE::Fine POE::Queue::Array)],
    'package names come back'
);
ok(exists $INC{'POE/Fine.pm'} && exists $INC{'POE/Queue/Array.pm'}, 'loaded, not imported');
is(scalar POE::Loader->load('Queue::Array', 'Fine'), 'POE::Fine', 'the last one in scalar context');
is_deeply([ POE::Loader->load ], [], 'no names, nothing to do');

for my $bad ('', 'no/path', 'x; die', '::x', 'x::', '1x', "Fine\n", undef) {
    my $shown = $bad // 'undef';
    ok(!eval { POE::Loader->load('Also', $bad); 1 }, "'$shown' is refused");
    like($@, qr/^'\Q$shown\E' is not a module name at \Q$0\E /, 'with this text');
}
ok(!exists $INC{'POE/Also.pm'}, 'and nothing else was loaded');

ok(!eval { POE::Loader->load('Broken'); 1 }, 'a module that dies');
like($@, qr/^could not load POE::Broken: broken by design\n/, 'is an error with its text');
ok(!eval { POE::Loader->load('Not::There'); 1 }, 'a module that is missing');
like($@, qr{^could not load POE::Not::There: Can't locate POE/Not/There\.pm}, 'too');

ok(eval q{use POE::Loader qw(Also); 1}, 'use POE::Loader LIST') or diag $@;
ok(exists $INC{'POE/Also.pm'}, 'loads the list');

done_testing;
