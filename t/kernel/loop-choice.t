use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# The choice is the matter here, so nobody may have chosen before.
BEGIN { delete $ENV{POE_EVENT_LOOP} }

use File::Path qw(make_path);
use File::Temp qw(tempdir);

my $print = 'print POE::Kernel->poe_kernel_loop;';

for my $name (qw(IO_Poll Loop::IO_Poll POE::Loop::IO_Poll POE::IO_Poll)) {
    is output_of("use POE::Kernel { loop => '$name' }; $print"), 'POE::Loop::IO_Poll',
        "$name as an argument";
}

is output_of("use POE qw(Loop::IO_Poll); $print"), 'POE::Loop::IO_Poll', 'as an item of use POE';
is output_of("use POE; $print", env => { POE_EVENT_LOOP => 'IO_Poll' }), 'POE::Loop::IO_Poll',
    'from the environment';
is output_of("use POE qw(Loop::Select); $print", env => { POE_EVENT_LOOP => 'IO_Poll' }),
    'POE::Loop::Select',
    'the argument wins over the environment';
is output_of("use POE; $print"), 'POE::Loop::Select', 'Select is the default';
is output_of("use IO::Poll; use POE; $print"), 'POE::Loop::IO_Poll',
    'a loaded toolkit chooses its loop';
is output_of("use IO::Poll; use POE qw(Loop::Select); $print"), 'POE::Loop::Select',
    'but an argument wins';
is output_of(
    'use POE qw(Loop::IO_Poll); use POE qw(Loop::Select); print POE::Kernel->poe_kernel_loop'),
    'POE::Loop::IO_Poll', 'the first choice stays';

# Bridges made for this test: they wrap Select, whose subs are known to be reusable.
my $dir = tempdir(CLEANUP => 1);

sub bridge {
    my ($file, $body) = @_;
    my ($folder) = "$dir/$file" =~ m{(.*)/};
    make_path($folder);
    open my $out, '>', "$dir/$file" or die "$file: $!";
    print {$out} $body;
    close $out or die "$file: $!";
    return;
}

bridge('POE/Loop/Wrapped.pm', 'package POE::Loop::Wrapped; our $VERSION = 1; require POE::Loop::Select; 1;');
bridge(
    'POE/XS/Loop/Wrapped.pm',
    'package POE::XS::Loop::Wrapped; our $VERSION = 1; require POE::Loop::Select; 1;'
);
bridge('POE/Loop/Handing.pm', 'require POE::Loop::Select; die "not really dying";');
bridge('POE/Loop/Broken.pm', 'die "broken bridge\n";');
bridge('POE/Loop/Toolkit_A.pm', 'package POE::Loop::Toolkit_A; require POE::Loop::Select; 1;');
bridge('POE/Loop/Toolkit_B.pm', 'package POE::Loop::Toolkit_B; require POE::Loop::Select; 1;');
bridge('Toolkit/A.pm', 'package Toolkit::A; 1;');
bridge('Toolkit/B.pm', 'package Toolkit::B; 1;');

my $session
    = 'POE::Session->create(inline_states => { _start => sub { print "ran " } }); POE::Kernel->run;';
my @here = (switches => ["-I$dir"]);

for my $name (qw(XS::Wrapped XS::Loop::Wrapped POE::XS::Loop::Wrapped)) {
    is output_of("use POE::Kernel { loop => '$name' }; use POE; $session $print", @here),
        'ran POE::XS::Loop::Wrapped', "$name is found below POE::XS::Loop";
}
is output_of("use POE qw(XS::Loop::Wrapped); $print", @here), 'POE::XS::Loop::Wrapped',
    'XS item of use POE';
is output_of("use POE qw(Loop::Wrapped); $session $print", @here), 'ran POE::Loop::Wrapped',
    'a foreign bridge runs';
is output_of("use POE qw(Loop::Handing); $session $print", @here), 'ran POE::Loop::Handing',
    'a bridge may hand over to another and die so';
is output_of("use Toolkit::A; use POE; $session $print", @here), 'ran POE::Loop::Toolkit_A',
    'a toolkit that has a bridge is noticed';

subtest 'two loaded toolkits cannot be told apart' => sub {
    my $out = output_of(
        'use Toolkit::A; use Toolkit::B; eval { require POE::Kernel; POE::Kernel->import }; print $@',
        @here
    );
    like $out, qr/^\* POE can't use multiple event loops at once\.$/m;
    like $out, qr/^\* You used \S*Toolkit_[AB]\S* and \S*Toolkit_[AB]\S*\.$/m;
    like $out, qr/^\* Specify the loop you want as an argument to POE$/m;
    like $out, qr/^\*  use POE qw\(Loop::Select\);$/m;
    like $out, qr/^\* or;$/m;
    like $out, qr/^\*  use POE::Kernel \{ loop => 'Select' \};$/m;
};

subtest 'a bridge that does not load' => sub {
    my $out = output_of(<<'CODE', @here);
        require POE::Kernel;
        local $SIG{__DIE__} = sub { print "hook called\n" };
        eval { POE::Kernel->import({ loop => "Broken" }) };
        print $@, POE::Kernel->poe_kernel_loop, "\n";
CODE
    like $out, qr/^\*\n\* POE can't use POE::Loop::Broken:\n\* broken bridge\n.*^\*\n/ms,
        'the error has a frame of stars';
    like $out, qr/^POE::Loop::Broken$/m, 'the choice stands all the same';
    unlike $out, qr/hook called/, 'the die hook of the program is not called while it looks';
};

done_testing;
