use strict;
use warnings;

# What is said when the system or a library refuses what it nearly never refuses: each is made to.

my $is_lost;

BEGIN {
    *CORE::GLOBAL::chdir = sub (;$) {
        return CORE::chdir($_[0]) unless $is_lost and ref $_[0];
        $! = $is_lost;
        return;
    };
}

use FindBin;
use lib "$FindBin::Bin/../lib";
use Cwd   qw(getcwd);
use Errno qw(EACCES EMFILE ENOMEM);
use POETest;
use Test::More;

use POE;

plan skip_all => 'upstream has other parts' if is_upstream();

sub text_of {
    my ($errno) = @_;
    local $! = $errno;
    return "$!";
}

# What code dies of in a session.
sub death_of {
    my ($code) = @_;
    my $error;
    play(
        _start => sub {
            $error = eval { $code->(); 1 } ? '' : $@;
        });
    return $error;
}

subtest 'no pseudo-terminal' => sub {
    plan skip_all => 'IO::Pty is not installed' if !eval { require IO::Pty };
    require POE::Wheel::Run;
    no warnings qw(once redefine);
    local *IO::Pty::new = sub { $! = ENOMEM; return };
    for my $conduit (qw(pty pty-pipe)) {
        like death_of(sub {
            POE::Wheel::Run->new(Program => 'true', Conduit => $conduit, StdoutEvent => 'out');
            }),
            qr/\Acould not create a pty: \Q${\ text_of(ENOMEM) }\E at \Q$0\E/, $conduit;
    }
};

subtest 'no copy of a descriptor' => sub {
    my $error = stderr_of(<<'PROGRAM');
        use POE qw(Wheel::Run);
        use POSIX ();
        no warnings 'redefine';
        *POSIX::dup = sub { $! = POSIX::EMFILE(); return };
        POE::Session->create(
            inline_states => {
                _start => sub {
                    $_[HEAP] = POE::Wheel::Run->new(Program => sub { print "never\n" }, StdoutEvent => 'out');
                    $_[KERNEL]->sig_child($_[HEAP]->PID, 'end');
                },
                out => sub { print STDERR "out $_[ARG0]\n" },
                end => sub { print STDERR "status ", $_[ARG2] ? 'bad' : 'good', "\n"; $_[HEAP] = undef },
            });
        POE::Kernel->run;
PROGRAM
    like $error, qr/can't copy descriptor \d+: \Q${\ text_of(EMFILE) }\E/, 'the child says so';
    like $error, qr/^status bad$/m, '... and ends';
    unlike $error, qr/never/;
};

subtest 'no way back to the own folder' => sub {
    require POE::Component::Child;
    my $here = getcwd();
    eval {
        play(
            _start => sub {
                my $child = POE::Component::Child->new(chdir => '/');
                $is_lost = EACCES;
                $child->run('true');
            });
    };
    $is_lost = 0;
    like $@, qr{\Aback from /: \Q${\ text_of(EACCES) }\E at \Q$0\E}, 'is the end of the run';
    chdir $here or die "$here: $!";
};

subtest 'no context for TLS' => sub {
    plan skip_all => 'Net::SSLeay is not installed' if !eval { require Net::SSLeay };
    require POE::Driver::TLS::Context;
    POE::Driver::TLS::Context->new;
    no warnings qw(once redefine);
    local *Net::SSLeay::CTX_new_with_method = sub {return};
    like death_of(sub { POE::Driver::TLS::Context->new }), qr/\ATLS: no context: .* at \Q$0\E/;
};

subtest 'a parser that is not compiled' => sub {
    plan skip_all => 'libwww is not installed' if !eval { require HTTP::Request };
    my $said = output_of(<<'PROGRAM');
        BEGIN {
            $INC{'HTTP/Parser/XS.pm'} = 'here';
            $HTTP::Parser::XS::VERSION = '0.17';
            $HTTP::Parser::XS::BACKEND = 'pp';
            sub HTTP::Parser::XS::HEADERS_AS_HASHREF { }
        }
        use POE::Filter::HTTPD;
        print eval { require POE::Filter::HTTPD::FieldsXS } ? 'loaded' : $@;
        delete $INC{'POE/Filter/HTTPD/FieldsXS.pm'};
        print eval { require POE::Filter::HTTPD::FieldsXS } ? 'loaded' : $@;
        my $filter = POE::Filter::HTTPD->new;
        my $requests = $filter->get(["GET /x HTTP/1.1\r\nHost: here\r\n\r\n"]);
        print $requests->[0]->header('Host'), "\n";
PROGRAM
    like $said, qr/^HTTP::Parser::XS is not compiled$/m, 'is not used';
    like $said, qr/^here$/m, 'the fields are read all the same';
};

done_testing;
