# What comes with POE is loaded when a program first names something of it, and not before.
use strict;
use warnings;
use lib 't/lib';
use POETest;
use Test::More;

plan skip_all => 'POE 1.370 loads all of them' if is_upstream();

sub says {
    my ($code, $what, $name) = @_;
    my $said = run_child($code . '; POE::Kernel->run', switches => ['-w']);
    is($said->{stdout}, $what, $name);
    is($said->{stderr}, '', '... without a warning');
    return;
}

my @files = map { s{::}{/}gr . '.pm' }
    qw(Cwd Errno Fcntl File::Spec FileHandle IO::Handle IO::Socket POSIX SelectSaver Socket Symbol Sys::Hostname);
my $loaded = "join ' ', grep { \$INC{\$_} } qw(@files)";

says("use POE; print $loaded", '', 'none of them is loaded at first');
says("use POE; open my \$h, '<', '/dev/null'; close \$h; print $loaded", '', '... nor by files');
says("use POE; print POSIX::floor(1.5), ' ', $loaded", '1 Fcntl.pm POSIX.pm', 'what is named is');
says(
    "use POE; use IO (); print $loaded", '',
    'a module that defines functions of others names none'
);
says(
    "use POE; my \$class = 'IO::Socket::Mine'; print eval { \$class->new } // 'no', $loaded",
    'no' . join(' ', grep {m{\A(?:Errno|IO/|SelectS|Socket|Symbol)}} @files),
    'packages within are names, too'
);
says(
    'sub later { my $f = \&POSIX::floor; $f->(1.5) } require POE; POE->import; print later()',
    1, 'what was named before POE came is there'
);
says(
    'BEGIN { package Mine; our @ISA = "IO::Handle"; Mine->can("x"); package Below; our @ISA = "Mine"; Below->can("x") }'
        . 'use POE; print ref Below->new', 'Below',
    'so are classes above those that were there before'
);
says(
    'BEGIN { $INC{"Sys/Hostname.pm"} = "mine" } sub Sys::Hostname::hostname {3} use POE; print Sys::Hostname::hostname()',
    3, 'a module that the program put in place stays'
);
says(
    'use POE; { local @INC; print eval { "Socket"->can("inet_aton") } // $@ =~ /^(Can.t locate Socket.pm)/ }'
        . 'print !!"Socket"->can("inet_aton")',
    'Can\'t locate Socket.pm1', 'one that cannot be loaded says so, and is tried again'
);
says(
    'use POE; $SIG{__DIE__} = sub { print "died" }; print "POSIX"->can("floor")->(1.5)',
    1, 'hooks of the program hear nothing of it'
);

done_testing;
