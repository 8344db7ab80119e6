use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub value {
    my ($name, $value, $before) = @_;
    return output_of(
          ($before || '')
        . 'BEGIN { $SIG{__WARN__} = sub {} } use POE; '
            . "my \$v = POE::Kernel->can('$name')->(); print defined \$v ? \$v : 'undef'",
        env => { "POE_$name" => $value });
}

is value(ASSERT_DEFAULT         => 1), 1, 'POE_ASSERT_DEFAULT';
is value(ASSERT_USAGE           => 1), 1, 'POE_ASSERT_USAGE';
is value(TRACE_EVENTS           => 1), 1, 'POE_TRACE_EVENTS';
is value(CATCH_EXCEPTIONS       => 0), 0, 'POE_CATCH_EXCEPTIONS';
is value(USE_SIGCHLD            => 0), 0, 'POE_USE_SIGCHLD';
is value(USE_SIGNAL_PIPE        => 0), 0, 'POE_USE_SIGNAL_PIPE';
is value(CHILD_POLLING_INTERVAL => '2.5'), 2.5, 'POE_CHILD_POLLING_INTERVAL';
is value(ASSERT_DEFAULT         => 0, 'sub POE::Kernel::ASSERT_DEFAULT () { 1 }'), 0,
    'the environment wins over the program';
is value(ASSERT_DEFAULT  => '"1"'), 'undef', 'a value with odd characters is not taken';
is value(ASSERT_INVENTED => 1), 1, 'any name below ASSERT_ is defined';
is value(TRACE_INVENTED  => '1.50'), 1.5, 'and any below TRACE_; numbers are numbers';

is output_of(
    'use POE; print POE::Kernel->can("UNKNOWN_THING") ? "yes" : "no"',
    env => { POE_UNKNOWN_THING => 1 }
    ),
    'no',
    'other names are not defined';
is output_of(
    'use POE; print POE::Kernel::ASSERT_DATA(), POE::Kernel::ASSERT_FILES()',
    env => { POE_ASSERT_DEFAULT => 1 }
    ),
    '11', 'the default reaches the single ones';

done_testing;
