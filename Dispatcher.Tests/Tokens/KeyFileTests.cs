using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Tokens;

[TestFixture, Integration]
internal sealed class KeyFileTests
{
    private static readonly DateOnly Today = new(2026, 11, 28);

    private readonly TestFolder _folder = new();

    private string File => _folder.File("dispatcher.keys");

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public void A_link_of_an_old_key_works_until_the_key_is_retired()
    {
        var old = new SignedToken(KeyFile.ReadOrCreate(File)).Sign(TokenPurpose.Unsubscribe, 7);

        var renewed = new SignedToken(KeyFile.Renew(File, Today));
        var made = renewed.Sign(TokenPurpose.Unsubscribe, 7);
        var retired = new SignedToken(KeyFile.Retire(File, "a", Today));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(made, Does.StartWith("2.b."));
            Assert.That(renewed.Verify(TokenPurpose.Unsubscribe, old), Is.EqualTo(7));
            Assert.That(retired.Verify(TokenPurpose.Unsubscribe, old), Is.Null);
            Assert.That(retired.Verify(TokenPurpose.Unsubscribe, made), Is.EqualTo(7));
            Assert.That(retired.DeliveryName(1, 2), Is.EqualTo(renewed.DeliveryName(1, 2)));
        }
    }

    [Test]
    public void A_change_that_was_cut_off_is_named_and_changes_nothing()
    {
        KeyFile.ReadOrCreate(File);
        _folder.Write("dispatcher.keys.new", "");

        Assert.That(() => KeyFile.Renew(File, Today), Throws.TypeOf<StorageException>());
        Assert.That(KeyFile.ReadOrCreate(File), Has.Count.EqualTo(1));
    }
}
