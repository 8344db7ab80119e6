package POE::XS::Probe::Web::Secret;

use strict;
use warnings;

our $VERSION = '2.000';

# Words that nobody can guess, and how they are compared and kept.

use Digest::SHA qw(hmac_sha256);
use Fcntl       qw(O_CREAT O_EXCL O_WRONLY);

use constant BYTES => 16;

# 128 bits, as text.
sub new_word {
    open my $in, '<:raw', '/dev/urandom' or die "/dev/urandom: $!\n";
    my $n = sysread $in, my $bytes, BYTES;
    die "/dev/urandom: too little\n" if !$n or $n != BYTES;
    return unpack 'H*', $bytes;
}

my $key;

# How long it takes tells nothing of where they differ.
sub are_same {
    my ($one, $other) = @_;
    utf8::encode($_) for $one, $other;
    $key = new_word() if !defined $key;
    my ($x, $y) = map { hmac_sha256($_, $key) } $one, $other;
    return !(($x ^ $y) =~ tr/\0//c);
}

# Into a new file that only this user can read. One of an earlier process with this number gives way.
sub keep {
    my ($path, $text) = @_;
    my @stat = lstat $path;
    die "$path: not a file of ours\n" if @stat and (!-f _ or $stat[4] != $>);
    unlink $path                                                 or die "$path: $!\n" if @stat;
    sysopen my $out, $path, O_WRONLY | O_CREAT | O_EXCL, oct 600 or die "$path: $!\n";
    (syswrite $out, $text) == length $text and close $out        or die "$path: $!\n";
    return;
}

1;

__END__

=head1 NAME

POE::XS::Probe::Web::Secret - words that nobody can guess

=head1 DESCRIPTION

How they are made, compared and kept.

=head1 FUNCTIONS

=head2 are_same($one, $other)

I<Returns> whether they are, in a time that tells nothing of where they differ.

=head2 keep($path, $text)

Writes a new file that only this user can read, or dies. I<Returns> nothing.

=head2 new_word()

I<Returns> 128 bits of the system's, in 32 letters.

=head1 SEE ALSO

L<POE::XS::Probe::Web>

=cut
