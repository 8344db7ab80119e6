use strict;
use warnings;
use Test::More;
use File::Temp qw(tempdir);

my $dir = tempdir(CLEANUP => 1);
unshift @INC, $dir;

mkdir "$dir/POE"                        or die $!;
open my $out, '>', "$dir/POE/Broken.pm" or die $!;
print $out "package POE::Broken; die qq(broken on purpose\\n); 1;\n";
close $out or die $!;

my @warnings;
local $SIG{__WARN__} = sub { push @warnings, @_ };

sub use_poe {
    my ($package, $list) = @_;
    @warnings = ();
    eval qq{package $package;\n#line 1 "user.pl"\nuse POE qw($list); 1} ? '' : $@;
}

subtest 'conflicts are found before anything is loaded' => sub {
    like(
        use_poe(A => 'Loop::Select XS::Loop::Poll'),
        qr/^can't use multiple event loops at once at user\.pl line 1/, 'two loops'
    );
    for my $list ('Session NFA', 'NFA Session', 'NFA NFA', 'Session Session') {
        like(
            use_poe(A => $list),
            qr/^POE::Session and POE::NFA export conflicting constants at user\.pl line 1/, $list
        );
    }
    is_deeply(\@warnings, [], 'no warning');
    ok(!exists $INC{'POE/Kernel.pm'}, 'the kernel has not been loaded');
};

subtest 'a module that is missing is named, the others are loaded' => sub {
    like(
        use_poe(B => 'No::Such Filter::Line Nor::This'),
        qr/^could not import qw\(No::Such Nor::This\) at user\.pl line 1/, 'both are named'
    );
    is(@warnings, 2, 'one warning each');
    like($warnings[0], qr{^Can't locate POE/No/Such\.pm in \@INC}, 'with the reason of the first');
    like($warnings[1], qr{^Can't locate POE/Nor/This\.pm in \@INC}, 'and of the second');
    ok(POE::Filter::Line->can('new'), 'what is there has been loaded');
    ok(defined &B::KERNEL, 'so has the session class');
};

subtest 'a module that dies is an error too' => sub {
    like(use_poe(C => 'Broken'), qr/^could not import qw\(Broken\)/, 'named');
    like($warnings[0], qr/^broken on purpose\n/, 'its own text is warned');
};

done_testing;
POE::Kernel->run;
