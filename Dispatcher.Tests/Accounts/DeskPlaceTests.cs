using Newsletter.Dispatcher.Accounts.SignIn;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture]
internal sealed class DeskPlaceTests
{
    [TestCase("/desk")]
    [TestCase("/desk/queue")]
    [TestCase("/desk/readers?find=ana&page=2")]
    [TestCase("/desk?a=b")]
    public void A_place_of_the_desk_is_taken(string to) => Assert.That(DeskPlace.Safe(to), Is.EqualTo(to));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("https://evil.example/")]
    [TestCase("//evil.example/desk/")]
    [TestCase("/\\evil.example")]
    [TestCase("/desk/\\evil.example")]
    [TestCase("\\\\evil.example\\desk/")]
    [TestCase("javascript:alert(1)")]
    [TestCase("/desk@evil.example")]
    [TestCase("/desk.evil.example")]
    [TestCase("/desk/..//evil.example")]
    [TestCase("/desk/%0d%0aLocation:\r\nhttps://evil.example")]
    [TestCase("/desk/\thttps://evil.example")]
    [TestCase("/desk//evil.example")]
    [TestCase("/subscribe")]
    [TestCase("/desk/sign-out")]
    [TestCase("/desk/sign-in?to=/desk/sign-in")]
    [TestCase(" /desk/queue")]
    public void Whatever_else_leads_to_the_first_page(string? to) =>
        Assert.That(DeskPlace.Safe(to), Is.EqualTo("/desk"));

    [Test]
    public void A_very_long_place_leads_to_the_first_page() =>
        Assert.That(DeskPlace.Safe($"/desk/{new string('a', 500)}"), Is.EqualTo("/desk"));

    [TestCase("/letter/desk/queue", "/desk/queue")]
    [TestCase("/desk/queue", "/desk/queue")]
    [TestCase("/other/desk/queue", "/desk")]
    public void What_stands_before_every_path_is_taken_off(string to, string place) =>
        Assert.That(DeskPlace.Safe(to, "/letter"), Is.EqualTo(place));
}
