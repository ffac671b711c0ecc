# SPDX-License-Identifier: Apache-2.0
# What the lints share: the files of the project.  They run in the top folder.
package TransparencyLint;
use strict;
use warnings FATAL => 'all';
use Exporter qw(import);
use File::Find qw(find);
use Test::More ();

our @EXPORT = qw(project_files c_sources slurp code_of none);

# Folders and files that building makes, in a tree that is built in place.
my $made = qr{^(?:build|build-aux|autom4te\.cache|sanitizers|fuzz|results)/
            |^mod_transparency-\d[^/]*/
            |(?:^|/)(?:\.git|\.libs|\.deps|node_modules)/
            |(?:^|/)(?:Makefile|Makefile\.in|\.dirstamp)$
            |^(?:configure~?|aclocal\.m4|config\.\S+|libtool|stamp-h1|MANIFEST)$
            |^m4/(?:libtool|lt.*)\.m4$
            |^conf/transparency\.load$|^mod_transparency/version\.h$
            |\.(?:o|lo|la|so|a|d|tar\.xz)$}x;

# What git tracks or could track; from a tarball, what is there.
sub project_files {
    my @files;
    if (-e '.git' && open my $git, '-|',
            'git -c safe.directory="$(pwd)" ls-files --cached --others --exclude-standard 2>/dev/null') {
        chomp(@files = <$git>);
        close $git;
    }
    if (!@files) {
        find({ no_chdir => 1, wanted => sub { push @files, s{^\./}{}r if -f } }, '.');
        @files = grep { !m{^t/unit/test_[^.]*$} && $_ ne 'mod_transparency/transparencyctl' }
            grep { $_ !~ $made } @files;
    }
    return sort grep { -f } @files;
}

sub c_sources { return grep { m{^mod_transparency/.*\.[ch]$} } project_files() }

sub slurp {
    my $file = shift;
    open my $in, '<:raw', $file or die "$file: $!";
    local $/;
    return <$in> // '';
}

# none(\@what_is_wrong, $name): a test that tells everything that is wrong.
sub none {
    my ($wrong, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return Test::More::ok(!@$wrong, $name) || Test::More::diag(map { "  $_\n" } @$wrong);
}

# C text without comments; strings stay, lines keep their numbers.
sub code_of {
    my $text = slurp(shift);
    $text =~ s{("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(/\*.*?\*/|//[^\n]*)}
              { defined $1 ? $1 : "\n" x ($2 =~ tr/\n//) || ' ' }gsex;
    return $text;
}

1;
