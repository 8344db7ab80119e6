use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# Their CALLER_FILE is the path of a module as %INC has it, also that of a module which the compiled kernel
# has no need to load.

my %file;

sub note_file {
    my $event = $_[STATE] eq '_child' ? "_child $_[ARG0]" : $_[STATE];
    $file{$event} //= $_[CALLER_FILE];
    return;
}

# It is stopped while it has a child, which goes to its parent and hears of that.
sub make_child {
    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->yield('end');
                POE::Session->create(
                    inline_states => {
                        _start  => sub { $_[KERNEL]->delay(work => scaled(0.1)) },
                        work    => sub { },
                        _parent => \&note_file,
                    });
            },
            end => sub { $_[KERNEL]->_data_ses_stop($_[SESSION]->ID) },
        });
    return;
}

pipe my $in, my $out or die "pipe: $!";
play(
    _start => sub {
        my ($kernel, $session) = @_[ KERNEL, SESSION ];
        note_file(@_);
        make_child();
        $kernel->alias_set('waiting');
        $kernel->sig(USR1 => 'signalled');
        $kernel->sig(DIE  => 'died');
        $kernel->sig(IDLE => 'idle');
        $kernel->select_read($in, 'readable');
        $kernel->yield('dying');
        syswrite $out, 'x';
        kill USR1 => $$;
    },
    dying     => sub { die "oops\n" },
    died      => sub { note_file(@_); $_[KERNEL]->sig_handled; $_[KERNEL]->sig('DIE') },
    readable  => sub { note_file(@_); $_[KERNEL]->select_read($in) },
    signalled => sub { note_file(@_); $_[KERNEL]->sig('USR1') },
    idle      => sub { note_file(@_); $_[KERNEL]->alias_remove('waiting') },
    _child    => \&note_file,
    _stop     => \&note_file,
);

(my $folder = $INC{'POE/Kernel.pm'}) =~ s/Kernel\.pm\z//;
my %expected = (
    _start => 'Kernel.pm', _stop         => 'Resource/Sessions.pm', '_child create' => 'Kernel.pm',
    died   => 'Kernel.pm', '_child lose' => 'Resource/Sessions.pm', idle            => 'Kernel.pm',
    readable => 'Resource/FileHandles.pm', '_child gain' => 'Resource/Sessions.pm',
    _parent  => 'Resource/Sessions.pm', signalled        => 'Loop/PerlSignals.pm',
);
is $file{$_}, "$folder$expected{$_}", $_ for sort keys %expected;

done_testing;
