using FsCheck;
using FsCheck.Fluent;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Tokens;

[TestFixture]
internal sealed class ReturnPathTests
{
    private const string Form = "bounces+{token}@example.com";

    private static readonly SigningKey Old = new("a", [.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private static readonly SigningKey New = new("b", [.. Enumerable.Range(2, 32).Select(i => (byte)i)]);
    private static readonly ReturnPath Paths = new(Form, [Old]);

    [TestCase(false, 1, 1)]
    [TestCase(true, 1, 1)]
    [TestCase(false, 260, 1_000_000)]
    [TestCase(true, long.MaxValue / 2, long.MaxValue)]
    public void A_return_path_names_its_message_in_any_case(bool isMail, long id, long subscriberId)
    {
        var message = new ReturnedMessage(isMail, id, subscriberId);
        var address = Paths.For(message);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(address, Does.Match("^bounces\\+[a-z2-7]+@example\\.com$"));
            Assert.That(address.IndexOf('@', StringComparison.Ordinal), Is.LessThanOrEqualTo(64));
            Assert.That(address, Has.Length.LessThanOrEqualTo(ReturnPath.Longest(Form).Length));
            Assert.That(Paths.Find(address), Is.EqualTo(message));
            Assert.That(Paths.Find(address.ToUpperInvariant()), Is.EqualTo(message));
            Assert.That(Paths.Find(address.Replace('+', '-')), Is.EqualTo(message));
            Assert.That(
                new ReturnPath(Form, [Old, New]).Find(address),
                Is.EqualTo(message),
                "a new key changes nothing for what is under way"
            );
            Assert.That(new ReturnPath(Form, [New]).Find(address), Is.Null);
        }
    }

    [TestCase("racmbbb5qpsk4ddpgichtfsf5gpa", false, 260, 1_000_000)]
    [TestCase("b4e7qheiiurfq77vn256u5q", true, 7, 9)]
    public void A_bounce_of_a_mail_from_before_the_numbers_were_hidden_finds_its_message(
        string token,
        bool isMail,
        long id,
        long subscriberId
    ) =>
        Assert.That(
            Paths.Find($"bounces+{token}@example.com"),
            Is.EqualTo(new ReturnedMessage(isMail, id, subscriberId))
        );

    [Test]
    public void Return_paths_do_not_tell_how_long_the_list_is()
    {
        var all = new long[] { 1, 2, 3, 100_000, 12_345_678 }
            .Select(id => Paths.For(new(false, 1, id))["bounces+".Length..])
            .ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(all.Select(address => address.Length).Distinct().Count(), Is.EqualTo(1));
            Assert.That(all.Select(address => address[..6]), Is.Unique);
        }
    }

    [Test]
    public void Each_message_has_its_own_return_path()
    {
        var all = Enumerable
            .Range(1, 100)
            .SelectMany(id => new[] { true, false }.Select(isMail => Paths.For(new(isMail, id, 7))));

        Assert.That(all, Is.Unique);
    }

    [Test]
    public void Ten_thousand_mutated_return_paths_name_no_message()
    {
        var random = new Random(20261125);
        const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567ABZ019+-=@.";
        var good = Enumerable.Range(1, 100).Select(i => Paths.For(new(i % 3 == 0, i, i * 31))).ToList();
        var made = good.SelectMany(address => new[] { address, address.ToUpperInvariant() })
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

        var wrong = Enumerable
            .Range(0, 10_000)
            .Select(_ => Mutate(good[random.Next(good.Count)]))
            .Where(address =>
                !made.Contains(
                    address
                        .Replace("bounces-", "bounces+", StringComparison.OrdinalIgnoreCase)
                        .Replace("bounces=", "bounces+", StringComparison.OrdinalIgnoreCase)
                )
            )
            .Where(address => Paths.Find(address) is not null);

        Assert.That(wrong, Is.Empty);

        string Mutate(string address)
        {
            var at = random.Next(address.Length);
            return random.Next(4) switch
            {
                0 => address[..at],
                1 => address[..at] + Alphabet[random.Next(Alphabet.Length)] + address[at..],
                2 => address[..at] + address[(at + 1)..],
                _ => address[..at] + Alphabet[random.Next(Alphabet.Length)] + address[(at + 1)..],
            };
        }
    }

    [TestCase("")]
    [TestCase("@")]
    [TestCase("bounces+@example.com")]
    [TestCase("bounces+aaaa@example.com")]
    [TestCase("letter@example.com")]
    [TestCase(
        "bounces+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com"
    )]
    [TestCase("bounces+ſſſſſſſſſſſſſſſſſſſſſſſſ@example.com")]
    public void An_address_that_is_no_return_path_names_no_message(string address) =>
        Assert.That(Paths.Find(address), Is.Null);

    [Test]
    public void Base32_reads_back_what_it_wrote() =>
        Prop.ForAll<byte[]>(bytes => Base32.Decode(Base32.Encode(bytes)) is { } back && back.SequenceEqual(bytes))
            .QuickCheckThrowOnFailure();

    [TestCase("a")]
    [TestCase("ab1")]
    [TestCase("ab")]
    public void Base32_with_leftover_bits_or_other_characters_is_refused(string text) =>
        Assert.That(Base32.Decode(text), Is.Null);
}
