use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Module::Metadata;
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;
plan skip_all => 'POE::Test::Loops is not installed'
    if !Module::Metadata->new_from_module('POE::Test::Loops');

# Upstream's own tests of the wheel, which need a terminal. They look for modules in ./lib.

my $terminal = Terminal->start(q{chdir '/'; require POE::Test::Loops::wheel_readline;}, rows => 60);
is $terminal->ends, 0, 'the suite ends well';
like $terminal->screen, qr/^1\.\.(\d+)\n(?:(?!not ok).*\n)*ok \1\b/m, 'and all of it is ok'
    or diag $terminal->screen, $terminal->errors;

done_testing;
