package POE::Kernel::LoopChoice;

use strict;
use warnings;

our $VERSION = '2.000';

# Full package name for what a program or POE_EVENT_LOOP asked for.
sub package_for {
    my ($name) = @_;
    $name =~ s/\APOE:://;
    my $xs = $name =~ s/\AXS:://;
    $name =~ s/\ALoop:://;
    return $xs ? "POE::XS::Loop::$name" : "POE::Loop::$name";
}

sub _file_of {
    my ($package) = @_;
    return join('/', split /::/, $package) . '.pm';
}

# Every bridge that is installed: name => path below @INC, the XS variety first.
sub _installed {
    my %path;
    for my $kind ('POE/Loop', 'POE/XS/Loop') {
        for my $dir (grep { !ref } @INC) {
            opendir my $listing, "$dir/$kind" or next;
            $path{$_} = "$kind/$_.pm" for map {/\A(\w+)\.pm\z/} readdir $listing;
        }
    }
    return \%path;
}

# What is loaded and has a bridge. IO::Poll and IO::Select are libraries that others bring along, and so is
# EV: a program that means to run on Tk, and has them too, has chosen all the same.
my %is_brought_along = map { $_ => 1 } qw(EV Epoll IO_Poll Select);

sub _loaded_candidates {
    my $path = _installed();
    my (%chosen, %brought);
    for my $file (grep {/\.pm\z/} keys %INC) {
        next if $file eq 'EV.pm' and !$POE::XS::program_loaded_ev;
        my $name = join '_', split m{/}, substr $file, 0, -3;
        next if $name =~ /[^\w.]/ or !$path->{$name};
        ($is_brought_along{$name} ? \%brought : \%chosen)->{ $path->{$name} } = 1;
    }
    return sort keys %chosen if %chosen;
    return (sort keys %brought)[ 0 .. !!%brought - 1 ];
}

sub _complain_of_two {
    my (@paths) = @_;
    my $used
        = @paths > 2 ? join(', ', @paths[ 0 .. $#paths - 1 ]) . " and $paths[-1]" : join ' and ',
        @paths;
    die map {"$_\n"} (
        '*',
        "* POE can't use multiple event loops at once.",
        "* You used $used.",
        '* Specify the loop you want as an argument to POE',
        '*  use POE qw(Loop::Select);',
        '* or;',
        "*  use POE::Kernel { loop => 'Select' };",
        '*',
    );
}

sub find {
    my @paths = _loaded_candidates();
    _complain_of_two(@paths) if @paths > 1;
    my ($path) = @paths;
    $path = 'POE/XS/Loop/Select.pm'
        if !$path and grep { !ref and -r "$_/POE/XS/Loop/Select.pm" } @INC;
    return unless $path;
    $path =~ s/\.pm\z//;
    return join '::', split m{/}, $path;
}

sub _define_name {
    my ($package) = @_;
    no strict 'refs';
    no warnings 'once';
    *{'POE::Kernel::poe_kernel_loop'} = sub { return $package };
    ${"${package}::VERSION"}          = $VERSION
        if !defined ${"${package}::VERSION"} and $package eq 'POE::Loop::Select';
    return;
}

my $loaded;

# The package of the loop, whatever name it goes by; none while it is being chosen.
sub loaded { return $loaded }

# The name is defined first: a bridge may load POE::Kernel, which must not choose again.
sub load {
    my ($package, $name) = @_;
    _define_name($name || $package);
    $loaded = $package;
    my $file = _file_of($package);
    return if eval { require $file; 1 };
    my $error = $@;
    return if $error =~ /not really dying/;
    die "*\n* POE can't use $package:\n* $error\n*\n";
}

sub choose {
    my ($name) = @_;
    local $SIG{__DIE__};
    $name = $ENV{POE_EVENT_LOOP} unless $name;
    my $package = $name ? package_for($name) : find();
    return load($package) if $package;
    return load('POE::Loop::Default', 'POE::Loop::Select');
}

1;

__END__

=head1 NAME

POE::Kernel::LoopChoice - which event loop the kernel runs on

=head1 SYNOPSIS

=for example

    use POE::Kernel { loop => 'IO_Poll' };
    print POE::Kernel->poe_kernel_loop, "\n";
    # prints: POE::Loop::IO_Poll

=head1 DESCRIPTION

POE::Kernel calls this module once, on its first import. The loop is, in this order: the one that
the program names, the one that C<POE_EVENT_LOOP> names, the one bridge whose module the program has
loaded already (C<use Tk; use POE;>), and the native loop L<POE::Loop::Default>. The last one goes
by the name that a program which asks for nothing has always seen: C<POE::Loop::Select>. A file that
does not belong to this distribution is a bridge to a foreign loop, whatever its name.

A module counts as loaded with its path in C<%INC>: C<IO/Poll.pm> stands for C<POE::Loop::IO_Poll>,
if there is such a file below C<@INC>. L<EV> counts when the program has loaded it before POE, not
when POE has.

=head1 FUNCTIONS

=head2 choose($name)

Chooses and loads. C<$name> may be false. Dies when the bridge cannot be loaded, with the bridge's
own error inside C<POE can't use ...>. C<$SIG{__DIE__}> is not called for that.

=head2 find()

Returns the package for a program that names no loop; nothing if it loaded none either. Dies with
C<POE can't use multiple event loops at once> when modules of two loops are loaded. L<EV>, L<IO::Poll>
and L<IO::Select> do not count beside others: modules that have nothing to do with a loop bring them
along. Of several of them the first by name is taken.

=head2 loaded()

Returns the package of the loop that was loaded, whatever C<poe_kernel_loop> calls it; undef before.

=head2 load($package [, $name])

Loads a bridge and makes it, or C<$name>, the value of C<poe_kernel_loop>. A bridge that dies with
C<not really dying> has loaded another in its place, which is no error.

=head2 package_for($name)

Returns the full package name for any of the forms C<Select>, C<Loop::Select>, C<POE::Loop::Select>,
C<XS::Select>, C<XS::Loop::Select>, C<POE::XS::Loop::Select>.

=head1 SEE ALSO

L<POE::Kernel/LOADING THE KERNEL>, L<POE::Loop>, L<POE::XS/CHOOSING A LOOP>

=cut
