package POE::XS::Probe::Dump;

use strict;
use warnings;

our $VERSION = '2.000';

# What there was when a run died, in a file of its own for poe-top: everything of a snapshot, and the handlers
# that ran last.

use Errno          qw(EEXIST);
use Fcntl          qw(O_CREAT O_EXCL O_WRONLY);
use File::Basename qw(basename);

use POE::XS::Probe::Answers;
use POE::XS::Probe::JSON qw(text_of);
use POE::XS::Probe::Level;

use constant { KEPT => 1024, ERROR_MOST => 10_000, CAPTURE_AGE => 5 };

my $folder;

# From now on. Handlers are recorded, as nobody knows which will be the last.
sub begin {
    ($folder) = @_;
    die "$folder: not a folder\n" if !-d $folder;
    POE::XS::Probe::Level::want(dump => 'trace');
    POE::XS::Probe::Level::keep(dump => KEPT);
    POE::XS::Look::_on_failure(\&_failed);
    return;
}

sub is_on { return defined $folder }

# A handler died. Whether somebody handles that is known only when its session is gone: so what there is now
# is kept, at most once a second, as programs may die and go on by the thousand.
my ($kept, $kept_at);

sub _failed {
    my ($error, $is_final) = @_;
    my $now = POE::XS::steady();
    my $age = defined $kept_at ? $now - $kept_at : CAPTURE_AGE;
    if (!$is_final) {
        ($kept, $kept_at) = ([ _lines() ], $now) if $age >= 1;
        return;
    }
    my @lines = $age < CAPTURE_AGE ? @$kept : _lines();
    my $path  = eval { _write($folder, $error, @lines) };
    warn defined $path ? "POE_PROBE_DUMP: $path\n" : "POE_PROBE_DUMP: $@";
    return;
}

# A new file of the folder's; gives its path.
sub write_to {
    my ($where, $error) = @_;
    return _write($where, $error, _lines());
}

sub _write {
    my ($where, $error, @lines) = @_;
    my ($out, $path) = _open_new($where);
    print {$out} $_ or die "$path: $!\n" for _death($error), @lines;
    close $out      or die "$path: $!\n";
    return $path;
}

sub _open_new {
    my ($where) = @_;
    my $name = basename($0) =~ s/[^\w.-]/_/gr;
    for my $n (1 .. 1000) {
        my $path   = sprintf '%s/poe-%s-%d-%d.%d.json', $where, substr($name, 0, 60), $$, time, $n;
        my $is_new = sysopen my $out, $path, O_CREAT | O_EXCL | O_WRONLY, oct 600;
        return ($out, $path) if $is_new;
        die "$path: $!\n"    if $! != EEXIST;
    }
    die "$where: no name is free\n";
}

sub _death {
    my ($error) = @_;
    my $text = defined $error ? substr "$error", 0, ERROR_MOST : '';
    return text_of({ v => 1, op => 'death', error => $text, wall => time }) . "\n";
}

sub _lines {
    my $server = { levels => { see => 1 }, clients => {}, dropped => 0 };
    my $answer = POE::XS::Probe::Answers::begin($server, undef, { op => 'snapshot' });
    my @lines;
    while (defined(my $piece = $answer->())) {
        push @lines, $piece if length $piece;
    }
    return (@lines, _trace());
}

sub _trace {
    my $recorded = POE::XS::Look::_traced();
    my $from     = $recorded > KEPT ? $recorded - KEPT : 0;
    my ($rows, $more, @parts) = ('', 1);
    while ($more) {
        ($rows, $from, undef, undef, $more)
            = POE::XS::Look::_trace($from, KEPT, 0, undef, undef, 1e9);
        push @parts, $rows if length $rows;
    }
    return
          '{"v":1,"op":"trace","rows":['
        . join(',', @parts)
        . '],"last":true,"why":"limit","dropped":0}' . "\n";
}

1;

__END__

=head1 NAME

POE::XS::Probe::Dump - what there was when a run died

=head1 DESCRIPTION

See C<POE_PROBE_DUMP> in L<POE::XS::Probe>.

=head1 FUNCTIONS

=head2 begin($folder)

From now on handlers are recorded, and what a run dies of is written there. Dies with I<FOLDER: not a folder>. I<Returns> nothing.

=head2 is_on()

I<Returns> whether that is so.

=head2 write_to($folder, $error)

Writes a new file about what there is now. Dies when it cannot. I<Returns> its path.

=head1 SEE ALSO

L<POE::XS::Probe>

=cut
