package POE::Wheel::ReadLine::Slots;

use strict;
use warnings;

our $VERSION = '2.000';

package    # the constants belong to the wheel's package
    POE::Wheel::ReadLine;

use strict;
use warnings;

# What programs may know.
sub SELF_INPUT ()          {0}     # the line as it stands
sub SELF_CURSOR_INPUT ()   {1}     # the cursor, as an offset in the line
sub SELF_EVENT_INPUT ()    {2}     # the event for a finished line
sub SELF_READING_LINE ()   {3}     # true between get and the end of the line
sub SELF_STATE_READ ()     {4}     # name of the private state that reads keys
sub SELF_PROMPT ()         {5}     # the prompt that is shown now
sub SELF_HIST_LIST ()      {6}     # lines, the oldest first
sub SELF_HIST_INDEX ()     {7}     # which of them is edited; their number for a new line
sub SELF_INPUT_HOLD ()     {8}     # the new line, while an old one is edited
sub SELF_KEY_BUILD ()      {9}     # the beginning of a sequence of keys
sub SELF_INSERT_MODE ()    {10}    # false: typed characters replace others
sub SELF_PUT_MODE ()       {11}    # immediate, idle or after
sub SELF_PUT_BUFFER ()     {12}    # lines that wait to be put
sub SELF_IDLE_TIME ()      {13}    # seconds without a key
sub SELF_STATE_IDLE ()     {14}    # name of the private state for the end of that time
sub SELF_HAS_TIMER ()      {15}    # true while that time runs
sub SELF_CURSOR_DISPLAY () {16}    # the terminal's cursor, in columns after the prompt
sub SELF_UNIQUE_ID ()      {17}
sub SELF_KEYMAP ()         {18}    # the keymap in use
sub SELF_OPTIONS ()        {19}    # name => value
sub SELF_APP ()            {20}    # the name that init files know the program by
sub SELF_ALL_KEYMAPS ()    {21}    # name => keymap
sub SELF_PENDING ()        {22}    # a function that is waiting for a key
sub SELF_COUNT ()          {23}    # numeric argument of the function that runs; 0 for none
sub SELF_MARK ()           {24}    # an offset in the line
sub SELF_MARKLIST ()       {25}    # vi's marks, letter => offset
sub SELF_KILL_RING ()      {26}    # killed texts, the youngest first
sub SELF_LAST ()           {27}    # name of the function that ran before this one
sub SELF_PENDING_FN ()     {28}    # name of the function that set SELF_PENDING
sub SELF_SOURCE ()         {29}    # the init file
sub SELF_SEARCH ()         {30}    # the text that is searched
sub SELF_SEARCH_PROMPT ()  {31}    # what a search shows before that text
sub SELF_SEARCH_MAP ()     {32}    # the keymap that a search or an operator interrupts
sub SELF_PREV_PROMPT ()    {33}    # the prompt that a search hides
sub SELF_SEARCH_DIR ()     {34}    # -1 towards older lines, 1 towards younger ones
sub SELF_SEARCH_KEY ()     {35}    # the text that was searched last
sub SELF_UNDO ()           {36}    # [line, cursor] before each change, the youngest last

# What is our own affair.
sub SELF_QUEUE ()     {37}  # keys that have not been looked at
sub SELF_AT_END ()    {38}  # true when there will be no more keys
sub SELF_SHOWN ()     {39}  # { prompt, text, width, cursor } as the terminal shows them, or undef
sub SELF_HELD ()      {40}  # true while a function runs: it is shown what it did when it ends
sub SELF_ARGUMENT ()  {41}  # the digits of a numeric argument, or undef
sub SELF_RANG ()      {42}  # true when the function that runs has failed
sub SELF_NAME ()      {43}  # name of the function that runs
sub SELF_GROUP ()     {44}  # { saved }: the changes that one undo takes back, while a function runs
sub SELF_INSERTION () {45}  # the group of what is typed in vi's insert mode
sub SELF_OPERATOR ()  {46}  # vi's d, c or y, waiting for a motion: { do, key, from, count }
sub SELF_RECORD ()    {47}  # the vi command that is being typed: { keys, line }
sub SELF_CHANGE ()    {48}  # keys of the last vi command that changed something
sub SELF_FOUND ()     {49}  # vi's last character search: [key, character]
sub SELF_HELD_LINE () {50}  # [line, cursor, history index] from before a search
sub SELF_YANKED ()    {51}  # what the last yank inserted: { from, text, turn }
sub SELF_EXPANDED ()  {52}  # macros expanded since keys were typed
sub SELF_HAS_ENDED () {53}  # true once the program was told that there will be no more keys

1;

__END__

=head1 NAME

POE::Wheel::ReadLine::Slots - where a ReadLine wheel keeps its data

=head1 SYNOPSIS

    my $line   = $wheel->[POE::Wheel::ReadLine::SELF_INPUT];
    my $cursor = $wheel->[POE::Wheel::ReadLine::SELF_CURSOR_INPUT];

=head1 DESCRIPTION

A L<POE::Wheel::ReadLine> object is an array. This module, which the wheel's loads, defines the
names of its elements as constants in package POE::Wheel::ReadLine, for functions that programs add
to the wheel. The comments in the source say what each one holds.

Such a function may change C<SELF_INPUT> and C<SELF_CURSOR_INPUT>: the wheel shows the line anew
when the function returns. It had better leave the rest alone.

=head1 SEE ALSO

L<POE::Wheel::ReadLine>

=cut
