package FromHere;

# Loaded into a program under test from outside: lets it speak at once though nobody reads along on a
# terminal, and writes down which file each POE module came from, once the program is compiled and
# again when it ends.

use strict;
use warnings;

$| = 1;
my $file = $ENV{POE_TEST_LOADED};

# A program's forks must not write over what it wrote.
my $program = $$;

sub note_modules {
    return if !defined $file || $$ != $program;
    open my $out, '>', $file or return;
    print {$out} map {"$_ $INC{$_}\n"} grep { /\APOE/ && defined $INC{$_} } sort keys %INC;
    close $out;
    return;
}

INIT { note_modules() }
END  { note_modules() }

1;
