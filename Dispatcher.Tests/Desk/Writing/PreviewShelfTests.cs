using Newsletter.Dispatcher.Desk.Writing;
using Newsletter.Dispatcher.Rendering.Preview;

namespace Newsletter.Dispatcher.Tests.Desk.Writing;

[TestFixture]
internal sealed class PreviewShelfTests
{
    [Test]
    public void Only_the_person_who_asked_finds_a_preview()
    {
        var shelf = new PreviewShelf();
        var key = shelf.Put(1, Mail("a"))!;

        Assert.That(shelf.Find(1, key)!.Html, Is.EqualTo("a"));
        Assert.That(shelf.Find(2, key), Is.Null);
        Assert.That(shelf.Find(1, "other"), Is.Null);
        Assert.That(shelf.Put(1, mail: null), Is.Null);
    }

    [Test]
    public void The_oldest_make_room()
    {
        var shelf = new PreviewShelf();
        var keys = Enumerable.Range(0, 65).Select(_ => shelf.Put(1, Mail("a"))!).ToList();

        Assert.That(shelf.Find(1, keys[0]), Is.Null);
        Assert.That(keys.Skip(1).All(key => shelf.Find(1, key) is not null));
    }

    [Test]
    public void Large_previews_make_room_earlier_and_the_last_one_stays()
    {
        var shelf = new PreviewShelf();
        var large = new string('x', 20 * 1024 * 1024);
        var (first, second) = (shelf.Put(1, Mail(large))!, shelf.Put(1, Mail(large))!);

        Assert.That(shelf.Find(1, first), Is.Null);
        Assert.That(shelf.Find(1, second), Is.Not.Null);
    }

    private static ShownMail Mail(string html) => new("The Letter", "Subject", html, "", html.Length);
}
