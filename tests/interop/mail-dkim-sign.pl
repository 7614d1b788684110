#!/usr/bin/perl
# Signs messages by Mail::DKIM. mail-dkim-sign.pl KEY DOMAIN SELECTOR; jobs and results as in opendkim-sign.c; no length.
use strict;
use warnings;
use Mail::DKIM::Signer;
use Mail::DKIM::PrivateKey;

my ($key_file, $domain, $selector) = @ARGV;
my $key = Mail::DKIM::PrivateKey->load(File => $key_file);
while (my $line = <STDIN>) {
	chomp $line;
	my ($path, $header, $body, $algorithm, $length, $names, $over) = split /\t/, $line, -1;
	my $signer = Mail::DKIM::Signer->new(
		Algorithm => $algorithm, Method => "$header/$body", Domain => $domain, Selector => $selector, Key => $key);
	my %wanted = (map({ $_ => '*' } split /:/, $names), map({ $_ => '+' } split /:/, $over));
	$signer->extended_headers(\%wanted);
	open my $in, '<:raw', $path or die "$path: $!";
	local $/;
	$signer->PRINT(scalar <$in>);
	$signer->CLOSE;
	open my $out, '>:raw', "$path.sig" or die "$path: $!";
	print $out $signer->signature->as_string, "\r\n";
	$/ = "\n";
}
