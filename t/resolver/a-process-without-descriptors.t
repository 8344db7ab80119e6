use strict;
use warnings;

use lib 't/lib';
use NameServer;
use POETest;
use Test::More;

BEGIN { plan(skip_all => 'upstream POE has no resolver') if is_upstream() }

use POE qw(Wheel::SocketFactory);
use POE::XS::Resolver;
use POSIX qw(EMFILE);

NameServer::start('here.test' => ['127.0.0.1']);

my $run = run_child(<<'END', limit => 30);
    use POE qw(Wheel::SocketFactory);
    use POE::XS::Resolver;
    my (@taken, @told);
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->yield('begin') },
        begin  => sub {
            while (open my $null, '<', '/dev/null') { push @taken, $null }
            POE::XS::Resolver->resolve(host => 'here.test', event => 'told', context => 'none left');
        },
        told => sub {
            print "$_[ARG2]: ", $_[ARG0] // 'found', "\n";
            return if !@taken;
            @taken = ();
            POE::XS::Resolver->resolve(host => 'here.test', event => 'told', context => 'some left');
        },
    });
    POE::Kernel->run;
END
my $none = do { local $! = EMFILE; "$!" };
is $run->{stdout}, "none left: $none\nsome left: found\n", 'it is told, and can ask later';
is $run->{stderr}, '', 'in silence';

done_testing;
