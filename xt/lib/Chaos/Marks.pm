package Chaos::Marks;

# What became of numbered things, an octet for each in a file that processes share: it outlives whoever is killed.

use strict;
use warnings;

use Fcntl qw(F_SETLKW F_UNLCK F_WRLCK O_CREAT O_RDWR SEEK_SET);

sub new {
    my ($class, $file) = @_;
    sysopen my $handle, $file, O_RDWR | O_CREAT or die "$file: $!\n";
    return bless { handle => $handle }, $class;
}

# Returns how often the number was marked before. Nobody else is between the look and the mark.
sub mark {
    my ($self, $number) = @_;
    my $handle = $self->{handle};
    $self->_lock(F_WRLCK, $number);
    sysseek $handle, $number, SEEK_SET;
    my $octet;
    my $count = sysread($handle, $octet, 1) ? ord $octet : 0;
    sysseek $handle, $number, SEEK_SET;
    syswrite $handle, chr($count < 255 ? $count + 1 : 255);
    $self->_lock(F_UNLCK, $number);
    return $count;
}

# The lock of one octet goes with its process.
sub _lock {
    my ($self, $kind, $number) = @_;
    fcntl $self->{handle}, F_SETLKW, pack 's s x4 q q l x4', $kind, SEEK_SET, $number, 1, 0
        or die "lock: $!\n";
    return;
}

# All of them, one octet for each number.
sub read_all {
    my ($file) = @_;
    open my $in, '<:raw', $file or return '';
    local $/;
    return readline($in) // '';
}

1;
