# POE loads POSIX, the IO family and others, and programs use them without saying so.
use strict;
use warnings;
use lib 't/lib';
use POETest;
use Test::More;

sub says {
    my ($code, $what, $name) = @_;
    my $said = run_child("use strict; use POE; $code; POE::Kernel->run", switches => ['-w']);
    is($said->{stdout}, $what, $name);
    is($said->{stderr}, '', '... without a warning');
    return;
}

says('print POSIX::EAGAIN + 1 - POSIX::EAGAIN, POSIX::floor(2.5)', 12, 'names of POSIX');
says('print POSIX::strftime "%Y", gmtime 0', 1970, '... without parentheses, too');
says('print Fcntl::O_RDWR | Fcntl::O_RDONLY', 2, 'constants that follow each other');
says(
    'print Errno::EAGAIN == do { $! = POSIX::EAGAIN; $! }, exists $!{EAGAIN}', 11,
    'error numbers'
);
says('print length Socket::inet_aton("127.0.0.1")', 4, 'functions of Socket');
says(
    'print Cwd::getcwd() ne "", Sys::Hostname::hostname() ne ""', 11,
    'those of Cwd, of Sys::Hostname'
);
says('print ref Symbol::gensym()', 'GLOB', 'of Symbol');
says('print File::Spec->catfile("a", "b")', 'a/b', 'methods of File::Spec');
says("print ref $_->new", $_, "objects of $_")
    for
    qw(IO::File IO::Handle IO::Socket IO::Socket::INET IO::Socket::UNIX FileHandle POSIX::SigSet);
says('print ref +(new FileHandle "/dev/null")', 'FileHandle', 'with new before the class');
says(
    'my $class = "POSIX::SigSet"; print ref $class->new', 'POSIX::SigSet',
    'the class in a variable'
);
says(
    'open my $h, "<", "/dev/null"; print IO::Handle::opened($h), $h->opened', 11,
    'handles as objects'
);
says(
    'print defined &POSIX::floor, !!Symbol->can("gensym"), !!UNIVERSAL::can("Cwd", "getcwd")',
    111, 'asked for'
);
says('no strict "refs"; print &{"POSIX::floor"}(1.5)', 1, 'called by a name');
says('print $Config::Config{ivsize} > 0', 1, 'the configuration');
says(
    'package A; our @ISA = "IO::Socket::INET"; print A->can("opened") ? 1 : 0', 1,
    'a class above'
);
says('print UNIVERSAL::isa("IO::Socket::UNIX", "IO::Handle")', 1, 'what is above one');
says('use POSIX; use Socket qw(:crlf); print floor(1.5), length $CRLF', 12, 'used after all');
says('print eval { FileHandle->nosuch } // $@ =~ /method "nosuch"/', 1, 'what is nowhere');
says(
    '$! = 7; $@ = "b"; "c" =~ /(.)/; my $f = "POSIX"->can("floor"); print 0 + $!, $@, $1', '7bc',
    'a look changes nothing'
);
says(
    'package FileHandle; sub mine {3} package main; print FileHandle->mine, ref FileHandle->new',
    '3FileHandle', 'a sub more'
);
says(
    'print scalar(() = POE::Pipe::OneWay->new), ref POE::Queue::Array->new', '2POE::Queue::Array',
    'parts of POE'
);

done_testing;
