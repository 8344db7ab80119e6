package POE::XS::Report::Loop;

# Which loop the kernel runs on, asked of a process of its own: that a report can be made must not depend on the kernel
# that is reported on.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Kernel::LoopChoice  ();
use POE::XS::Report::Ask     qw(answer_of);
use POE::XS::Report::Privacy qw(cleaned);

my $QUESTION = <<'PERL';
$SIG{__DIE__} = sub { print @_ if !$^S; exit if !$^S };
require POE;
POE->import;
POE::Kernel->run;
my %bit = (select => 1, poll => 2, epoll => 4, kqueue => 8, devpoll => 16, port => 32, linuxaio => 64, io_uring => 128);
my $has = EV::supported_backends();
print "loop: ", POE::Kernel->poe_kernel_loop, "\n", 'backend: ', POE::XS::backend(), "\n";
print 'libev: ', EV::VERSION_MAJOR(), '.', EV::VERSION_MINOR(), "\n" if defined &EV::VERSION_MAJOR;
print 'supported: ', join(' ', grep { $has & $bit{$_} } sort { $bit{$a} <=> $bit{$b} } keys %bit), "\n";
PERL

sub facts {
    my ($name, @library) = @_;
    local $ENV{POE_EVENT_LOOP} = $name // $ENV{POE_EVENT_LOOP};
    delete $ENV{POE_EVENT_LOOP} if !defined $ENV{POE_EVENT_LOOP};
    my $said  = answer_of($^X, (map {"-I$_"} @library, grep { !ref } @INC), '-e', $QUESTION);
    my %facts = map {/\A(loop|backend|libev|supported): (.+)\z/} split /\n/, $said;
    $facts{error} = cleaned($said || 'POE cannot be loaded') if !$facts{backend};
    return { asked => $ENV{POE_EVENT_LOOP} // 'default', %facts };
}

# A name for a loop is good when its module is there.
sub is_installed {
    my ($name, @library) = @_;
    return 0 if $name !~ /\A\w+(?:::\w+)*\z/;
    my $file = POE::Kernel::LoopChoice::package_for($name) =~ s{::}{/}gr . '.pm';
    return scalar grep { -e "$_/$file" } @library, grep { !ref } @INC;
}

1;

__END__

=head1 NAME

POE::XS::Report::Loop - which loop the kernel runs on

=head1 SYNOPSIS

=for example

    use POE::XS::Report::Loop;

    my $facts = POE::XS::Report::Loop::facts('Select');
    print "$facts->{asked}: $facts->{loop}, $facts->{backend}\n";
    # prints: Select: POE::Loop::Select, select

=head1 DESCRIPTION

The answers come from a process of its own. One that cannot load POE, or dies, leaves a report that says so.

=head1 FUNCTIONS

=head2 facts($name, @library)

I<Returns> a reference to a hash: the loop C<asked> for, the C<loop> that came, libev's C<backend> as
C<POE::XS::backend> has it, the version of C<libev>, and which backends it is C<supported> to have here; or an
C<error>. Without a name the environment decides as it does for any program. Folders given come before C<@INC>.

=head2 is_installed($name, @library)

I<Returns> whether there is a module for a loop of that name.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>, L<POE::XS/CHOOSING A LOOP>, L<POE::Kernel::LoopChoice>

=cut
