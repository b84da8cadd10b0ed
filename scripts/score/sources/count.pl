use strict;
use warnings;

# The order of a hash is another one in every run; the order of what is written is not.
my %count;
for my $name ('data/f00', 'data/f01') {
    open my $in, '<', $name or die "$name: $!";
    while (my $line = <$in>) { $count{$_}++ for split ' ', $line }
    close $in;
}
my $total = 0;
open my $out, '>', 'counts.txt' or die "counts.txt: $!";
for my $word (sort keys %count) { print {$out} "$word $count{$word}\n"; $total += $count{$word} }
print {$out} "total $total\n";
close $out;
