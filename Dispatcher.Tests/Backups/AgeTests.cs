using System.Security.Cryptography;
using System.Text;
using Newsletter.Dispatcher.Backups.Age;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Tests.Backups;

[TestFixture]
internal sealed class AgeTests
{
    private const string Passphrase = "correct horse battery staple";
    private static readonly string Secret = Bech32
        .Encode("age-secret-key-", [.. Enumerable.Range(1, 32).Select(i => (byte)i)])
        .ToUpperInvariant();

    private static readonly string Recipient = Bech32.Encode(
        "age",
        AgeKeys.Public([.. Enumerable.Range(1, 32).Select(i => (byte)i)])
    );

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(AgeChunks.Length - 1)]
    [TestCase(AgeChunks.Length)]
    [TestCase(AgeChunks.Length + 1)]
    [TestCase(3 * AgeChunks.Length)]
    public void What_was_encrypted_to_a_recipient_comes_back(int length)
    {
        var plain = RandomNumberGenerator.GetBytes(length);

        Assert.That(Open(Seal(plain, AgeLock.OfRecipient(Recipient)!), Identity()), Is.EqualTo(plain));
    }

    [Test]
    public void A_passphrase_opens_and_another_one_does_not()
    {
        var @sealed = Seal([1, 2, 3], AgeLock.OfPassphrase(Passphrase));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Open(@sealed, AgeOpener.OfPassphrase(Passphrase)), Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(Open(@sealed, AgeOpener.OfPassphrase(Passphrase + "!")), Is.Null);
            Assert.That(Open(@sealed, Identity()), Is.Null);
            Assert.That(Open(@sealed, AgeOpener.Nothing), Is.Null);
        }
    }

    [Test]
    public void A_change_of_any_octet_is_seen()
    {
        var @sealed = Seal(Encoding.UTF8.GetBytes("the letter"), AgeLock.OfRecipient(Recipient)!);
        for (var at = 0; at < @sealed.Length; at++)
        {
            var changed = (byte[])@sealed.Clone();
            changed[at] ^= 1;

            Assert.That(OpenOrFault(changed), Is.Null, $"octet {at}");
        }
    }

    [Test]
    public void A_file_that_was_cut_off_or_made_longer_is_seen()
    {
        var @sealed = Seal(new byte[2 * AgeChunks.Length + 5], AgeLock.OfRecipient(Recipient)!);
        int[] lengths =
        [
            0,
            20,
            @sealed.Length - 1,
            @sealed.Length - 5 - AgeKeys.TagLength,
            @sealed.Length - AgeChunks.Length,
        ];

        Assert.That(lengths.Select(length => OpenOrFault(@sealed[..length])), Has.All.Null);
        Assert.That(OpenOrFault([.. @sealed, 0]), Is.Null);
    }

    [TestCase("age1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47ryef", true)]
    [TestCase("age1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47ryee", false)]
    [TestCase("age1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47rye", false)]
    [TestCase("AGE1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47ryef", false)]
    [TestCase("bge1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47ryef", false)]
    [TestCase("", false)]
    public void A_recipient_with_a_typing_error_is_refused(string text, bool isOne) =>
        Assert.That(AgeLock.OfRecipient(text), isOne ? Is.Not.Null : Is.Null);

    [Test]
    public void Keys_are_read_from_the_file_of_age_keygen()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(AgeOpener.OfIdentities(["# created: 2026", "", Secret, ""]), Is.Not.Null);
            Assert.That(AgeOpener.OfIdentities([Secret, "AGE-SECRET-KEY-1QQ"]), Is.Null);
            Assert.That(AgeOpener.OfIdentities(["# nothing"]), Is.Null);
        }
    }

    [Test, Integration]
    public async Task The_real_age_opens_ours_and_we_open_what_it_made()
    {
        Peer.Require(Peer.Missing("/usr/bin/age"));
        using var folder = new TestFolder();
        var plain = RandomNumberGenerator.GetBytes(200_000);
        var (identity, ours, back, theirs) = (
            folder.Write("identity", Secret + "\n"),
            folder.File("ours.age"),
            folder.File("back"),
            folder.File("theirs.age")
        );
        await File.WriteAllBytesAsync(ours, Seal(plain, AgeLock.OfRecipient(Recipient)!));

        var opened = await RunAsync("-d", "-i", identity, "-o", back, ours);
        var made = await RunAsync("-r", Recipient, "-o", theirs, back);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((opened.Status, made.Status), Is.EqualTo((0, 0)), opened.Printed + made.Printed);
            Assert.That(await File.ReadAllBytesAsync(back), Is.EqualTo(plain));
            Assert.That(Open(await File.ReadAllBytesAsync(theirs), Identity()), Is.EqualTo(plain));
        }

        static Task<(int Status, string Printed)> RunAsync(params string[] words) =>
            ChildProcess.RunAsync("/usr/bin/age", words, TimeSpan.FromSeconds(60));
    }

    private static AgeOpener Identity() => AgeOpener.OfIdentities([Secret])!;

    private static byte[] Seal(byte[] plain, AgeLock @lock)
    {
        using var file = new MemoryStream();
        using var age = new AgeWriteStream(file, @lock);
        foreach (var part in plain.Chunk(10_007))
        {
            age.Write(part);
        }

        age.Finish();
        return file.ToArray();
    }

    /// <returns>Null where it is not opened.</returns>
    private static byte[]? Open(byte[] @sealed, AgeOpener opener)
    {
        using var file = new MemoryStream(@sealed);
        using var age = AgeReadStream.Open(file, opener);
        using var plain = new MemoryStream();
        age?.CopyTo(plain);
        return age is null ? null : plain.ToArray();
    }

    private static byte[]? OpenOrFault(byte[] @sealed)
    {
        try
        {
            return Open(@sealed, Identity());
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
