using System.Buffers.Text;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Tokens;

[TestFixture]
internal sealed class SignedTokenTests
{
    private static readonly SigningKey Old = new("a", [.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private static readonly SigningKey New = new("b", [.. Enumerable.Range(2, 32).Select(i => (byte)i)]);

    /// <summary>As the first version of the program signed them with <see cref="Old"/>.</summary>
    private const string FirstFormatUnsubscribe = "1.a.u.4711._ncoWLejg4ysk8Ugbqznjg";
    private const string FirstFormatConfirm = "1.a.c.12.1700000000.L0v4S1FzRZ2X3EOsE63uUw";

    [Test]
    public void A_token_names_the_subscriber_it_was_made_for()
    {
        var tokens = new SignedToken([Old]);

        Assert.That(
            tokens.Verify(TokenPurpose.Unsubscribe, tokens.Sign(TokenPurpose.Unsubscribe, 4711)),
            Is.EqualTo(4711)
        );
    }

    [Test]
    public void A_reference_is_always_the_same_and_reveals_no_number()
    {
        var references = Enumerable.Range(1, 1000).Select(id => new SignedToken([Old]).Reference(id)).ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(references, Is.Unique);
            Assert.That(references, Has.All.Matches("^[a-z2-7]{16}$"));
            Assert.That(references[6], Is.EqualTo(new SignedToken([Old, New]).Reference(7)), "a new key keeps it");
            Assert.That(references[6], Is.Not.EqualTo(new SignedToken([New]).Reference(7)), "it needs the key");
            Assert.That(references[6], Is.EqualTo("jn53vuoameoyw7xx"), "links of surveys that are out depend on it");
        }
    }

    [Test]
    public void A_token_is_refused_for_another_purpose()
    {
        var tokens = new SignedToken([Old]);

        Assert.That(tokens.Verify(TokenPurpose.Manage, tokens.Sign(TokenPurpose.Unsubscribe, 4711)), Is.Null);
    }

    [Test]
    public void A_token_of_an_old_key_stays_valid()
    {
        var token = new SignedToken([Old]).Sign(TokenPurpose.Unsubscribe, 7);

        Assert.That(new SignedToken([Old, New]).Verify(TokenPurpose.Unsubscribe, token), Is.EqualTo(7));
        Assert.That(new SignedToken([New]).Verify(TokenPurpose.Unsubscribe, token), Is.Null);
    }

    [Test]
    public void A_token_with_any_character_changed_is_refused()
    {
        var tokens = new SignedToken([Old]);
        var good = tokens.Sign(TokenPurpose.Unsubscribe, 4711);
        const string Alphabet = "ABab01._-";

        var tampered = Enumerable
            .Range(0, good.Length)
            .SelectMany(at => Alphabet.Where(c => c != good[at]).Select(c => good[..at] + c + good[(at + 1)..]))
            .Concat(Enumerable.Range(0, good.Length).Select(length => good[..length]))
            .Append(good + "A");

        Assert.That(tampered.Where(token => tokens.Verify(TokenPurpose.Unsubscribe, token) is not null), Is.Empty);
    }

    [Test]
    public void A_token_with_an_expiry_is_valid_until_its_expiry()
    {
        var tokens = new SignedToken([Old]);
        var expiry = new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);
        var token = tokens.Sign(TokenPurpose.Confirm, 12, expiry);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(tokens.Verify(TokenPurpose.Confirm, token, expiry.AddSeconds(-1)), Is.EqualTo(12));
            Assert.That(tokens.Verify(TokenPurpose.Confirm, token, expiry), Is.Null);
            Assert.That(tokens.Verify(TokenPurpose.Read, token, expiry.AddSeconds(-1)), Is.Null);
            Assert.That(tokens.Verify(TokenPurpose.Confirm, token), Is.Null, "its expiry is not left out");
            Assert.That(
                tokens.Verify(TokenPurpose.Unsubscribe, tokens.Sign(TokenPurpose.Unsubscribe, 12), expiry),
                Is.Null,
                "and none is made up"
            );
        }
    }

    [Test]
    public void A_token_with_an_expiry_and_any_character_changed_is_refused()
    {
        var tokens = new SignedToken([Old]);
        var good = tokens.Sign(TokenPurpose.Confirm, 12, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        const string Alphabet = "ABab01._-";

        var tampered = Enumerable
            .Range(0, good.Length)
            .SelectMany(at => Alphabet.Where(c => c != good[at]).Select(c => good[..at] + c + good[(at + 1)..]));

        Assert.That(
            tampered.Where(token =>
                tokens.Verify(TokenPurpose.Confirm, token, DateTimeOffset.FromUnixTimeSeconds(1_600_000_000))
                    is not null
            ),
            Is.Empty
        );
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(uint.MaxValue)]
    public void A_token_brings_its_epoch_back(long epoch)
    {
        var (tokens, now) = (new SignedToken([Old]), DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                tokens.Read(TokenPurpose.Manage, tokens.Sign(TokenPurpose.Manage, 7, epoch)),
                Is.EqualTo(new TokenContent(7, epoch))
            );
            Assert.That(
                tokens.Read(TokenPurpose.Read, tokens.Sign(TokenPurpose.Read, 7, now.AddDays(1), epoch), now),
                Is.EqualTo(new TokenContent(7, epoch))
            );
        }
    }

    [Test]
    public void Tokens_that_are_in_mails_from_before_are_good_for_ever_and_are_of_the_first_epoch()
    {
        var (tokens, now) = (new SignedToken([Old, New]), DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                tokens.Read(TokenPurpose.Unsubscribe, FirstFormatUnsubscribe),
                Is.EqualTo(new TokenContent(4711, 0))
            );
            Assert.That(
                tokens.Read(TokenPurpose.Confirm, FirstFormatConfirm, now.AddSeconds(-1)),
                Is.EqualTo(new TokenContent(12, 0))
            );
            Assert.That(tokens.Read(TokenPurpose.Confirm, FirstFormatConfirm, now), Is.Null, "its expiry counts");
            Assert.That(tokens.Read(TokenPurpose.Manage, FirstFormatUnsubscribe), Is.Null);
            Assert.That(tokens.Read(TokenPurpose.Unsubscribe, FirstFormatUnsubscribe.Replace("4711", "4712")), Is.Null);
            Assert.That(tokens.Read(TokenPurpose.Unsubscribe, "2" + FirstFormatUnsubscribe[1..]), Is.Null);
        }
    }

    [Test]
    public void Tokens_do_not_tell_how_long_the_list_is()
    {
        var tokens = new SignedToken([Old]);
        var ids = new long[] { 1, 2, 3, 250, 4_711, 100_000, 12_345_678 };

        var made = ids.Select(id => tokens.Sign(TokenPurpose.Unsubscribe, id)).ToList();
        var hidden = made.Select(token => Base64Url.DecodeFromChars(token.Split('.')[3])).ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(made.Select(token => token.Length).Distinct().Count(), Is.EqualTo(1), "all are as long");
            Assert.That(made.Zip(ids).Where(pair => pair.First.Contains($".{pair.Second}.")), Is.Empty);
            Assert.That(
                hidden.Take(3).Select(bytes => Convert.ToHexString(bytes.AsSpan(0, 4))),
                Is.Unique,
                "neighbours have nothing in common, not even the zeros in front of small numbers"
            );
        }
    }

    [Test]
    public void A_link_that_works_once_is_made_of_its_seed_and_the_oldest_key()
    {
        var link = new SignedToken([Old]).FreshLink("seed");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(link, Has.Length.EqualTo(22).And.Match("^[A-Za-z0-9_-]+$"));
            Assert.That(new SignedToken([Old, New]).FreshLink("seed"), Is.EqualTo(link));
            Assert.That(new SignedToken([New]).FreshLink("seed"), Is.Not.EqualTo(link));
            Assert.That(new SignedToken([Old]).FreshLink("seed2"), Is.Not.EqualTo(link));
        }
    }

    [Test]
    public void A_token_is_short() =>
        Assert.That(
            new SignedToken([Old]).Sign(TokenPurpose.Unsubscribe, long.MaxValue),
            Has.Length.LessThanOrEqualTo(60)
        );

    [Test]
    public void A_new_key_changes_no_delivery_name() =>
        Assert.That(
            new SignedToken([Old, New]).DeliveryName(1, 2),
            Is.EqualTo(new SignedToken([Old]).DeliveryName(1, 2))
        );

    [Test, Integration]
    public void The_key_file_is_made_once_and_only_its_owner_may_read_it()
    {
        using var folder = new TestFolder();
        var path = folder.File("dispatcher.keys");

        var first = KeyFile.ReadOrCreate(path);
        var second = KeyFile.ReadOrCreate(path);

        Assert.That(second[0].Secret, Is.EqualTo(first[0].Secret));
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    [TestCase("a AAAA")]
    [TestCase("a")]
    [TestCase("a not-base64!")]
    [TestCase("a AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [Integration]
    public void A_key_that_is_short_or_empty_is_refused_with_its_line(string line)
    {
        using var folder = new TestFolder();
        var path = folder.Write("dispatcher.keys", line + "\n");

        var refused = Assert.Throws<StorageException>(() => KeyFile.ReadOrCreate(path));

        Assert.That(refused!.Message, Does.StartWith($"{path}:1: is no key").And.Not.Contain("AAAA"));
    }
}
