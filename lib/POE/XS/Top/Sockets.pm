package POE::XS::Top::Sockets;

# Where the sockets of probes are, and which of them may be believed.

use strict;
use warnings;

our $VERSION = '2.000';

use Fcntl qw(S_ISDIR S_ISLNK S_ISSOCK);

# A program that was started in another way than its viewer may have had another environment: both usual places are
# looked at unless one was chosen.
sub folders {
    my ($chosen, $runtime) = map { _of_environment($_) } qw(POE_PROBE_DIR XDG_RUNTIME_DIR);
    return $chosen if $chosen ne '';
    return ($runtime eq '' ? () : "$runtime/poe", "/tmp/poe-$>");
}

# Octets become characters, as in all that is told.
sub _of_environment {
    my ($name) = @_;
    my $value = $ENV{$name} // '';
    utf8::decode($value);
    return $value;
}

# Where programs were looked for, in words.
sub where { return join ' or ', folders() }

# Why a folder is not to be trusted; nothing if it is, or if there is none.
sub refused {
    my ($folder) = @_;
    my ($mode, $owner) = (lstat $folder)[ 2, 4 ];
    return                                      if !defined $mode;
    return "$folder is a symbolic link"         if S_ISLNK($mode);
    return "$folder is no folder"               if !S_ISDIR($mode);
    return "$folder belongs to somebody else"   if $owner != $>;
    return "$folder is open to others than you" if $mode & oct 77;
    return;
}

# [{ pid, path }, ...] and reasons why there may be more.
sub all {
    my (@found, @refused);
    for my $folder (folders()) {
        my $reason = refused($folder);
        if (defined $reason) { push @refused, $reason; next }
        push @found, _in($folder);
    }
    return ([ sort { $a->{pid} <=> $b->{pid} } @found ], @refused);
}

sub _in {
    my ($folder) = @_;
    opendir my $handle, $folder or return;
    my @found;
    for my $name (readdir $handle) {
        my ($pid) = $name =~ /\A([0-9]{1,10})\.sock\z/ or next;
        my $path = "$folder/$name";
        push @found, { pid => $pid, path => $path } if is_socket($path);
    }
    closedir $handle;
    return @found;
}

sub is_socket {
    my ($path) = @_;
    my ($mode) = (lstat $path)[2];
    return defined $mode && S_ISSOCK($mode);
}

1;

__END__

=head1 NAME

POE::XS::Top::Sockets - where programs can be asked

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Sockets;

    $ENV{POE_PROBE_DIR} = '/';
    print join(', ', POE::XS::Top::Sockets::folders()), "\n";
    my ($found, @refused) = POE::XS::Top::Sockets::all();
    print scalar(@$found), " found, $refused[0]\n";
    # prints:
    #   /
    #   0 found, / ...

=head1 DESCRIPTION

The socket of a program is named by its process, F<1234.sock>, in the folder C<$POE_PROBE_DIR>. If that is not set, the
folders are F<poe> in C<$XDG_RUNTIME_DIR>, and F</tmp/poe-UID>. A folder counts only if it is one, no symbolic link,
belongs to the user and is open to nobody else.

=head1 FUNCTIONS

=head2 all

I<Returns> an array of hashes, C<pid> and C<path>, in the order of their numbers; then reasons for which a folder was
left out.

=head2 folders

I<Returns> a list of the folders.

=head2 is_socket($path)

I<Returns> whether that is a socket.

=head2 refused($folder)

I<Returns> why a folder does not count; nothing if it does, or is not there.

=head2 where

I<Returns> the folders in words.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
