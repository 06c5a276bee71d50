using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Desk;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture]
internal sealed class DeskPageTests
{
    [Test]
    public void The_navigation_shows_only_pages_that_the_role_may_see()
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var person = new DeskPerson(1, "Ana", "ana@example.com", role);
            var hidden = DeskRights.All.Where(row => !person.Can(row.Look)).Select(row => row.Route);

            Assert.That(DeskNavigation.For(person).Select(way => way.Path).Intersect(hidden), Is.Empty, role.Word());
        }
    }

    [TestCase("/desk", "/desk", true)]
    [TestCase("/desk", "/desk/queue", false)]
    [TestCase("/desk/readers", "/desk/readers/7", true)]
    [TestCase("/desk/readers", "/desk/readersandmore", false)]
    public void The_way_to_the_open_page_is_marked(string way, string open, bool isHere) =>
        Assert.That(DeskNavigation.IsHere(way, open), Is.EqualTo(isHere));
}
