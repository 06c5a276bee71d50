using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Settings;

internal sealed class NewsletterPlaceTests
{
    [TestCase("/a", "/b", "/c", ExpectedResult = "/a")]
    [TestCase("a", "/b", "/c", ExpectedResult = "/c/a")]
    [TestCase(null, "/b", "/c", ExpectedResult = "/b")]
    [TestCase(null, "", "/c", ExpectedResult = "/c")]
    public string? The_first_that_is_given_counts(string? option, string? variable, string current) =>
        NewsletterPlace.Find(option, variable, current, _ => true)?.Root;

    [Test]
    public void A_named_folder_without_settings_is_not_replaced_by_another()
    {
        Assert.That(NewsletterPlace.Find("/a", "/b", "/c", folder => folder != "/a"), Is.Null);
        Assert.That(NewsletterPlace.Missing("/a", "/b", "/c"), Does.StartWith("/a has no").And.Contains("--root"));
    }

    [TestCase("/home/ana")]
    [TestCase(NewsletterPlace.InstalledData)]
    public void The_package_keeps_settings_and_data_apart(string current) =>
        Assert.That(
            NewsletterPlace.Find(null, null, current, folder => folder == NewsletterPlace.InstalledSettings),
            Is.EqualTo(new NewsletterPlace(NewsletterPlace.InstalledData, NewsletterPlace.InstalledSettings))
        );

    [Test]
    public void Without_a_newsletter_in_sight_it_is_said_how_to_name_one()
    {
        Assert.That(NewsletterPlace.Find(null, null, "/c", _ => false), Is.Null);
        Assert.That(
            NewsletterPlace.Missing(null, null, "/c"),
            Does.StartWith("There is no newsletter here: /c")
                .And.Contains("--root")
                .And.Contains("begins with an appsettings.json")
        );
        Assert.That(NewsletterPlace.Wanted("new", null, "/c"), Is.EqualTo("/c/new"));
    }

    [TestCase("", "")]
    [TestCase("issues", "")]
    [TestCase("issues/the-river/pictures", "")]
    [TestCase("templates/partials", "")]
    [TestCase("outbox", null)]
    [TestCase("other/issues", null)]
    public void Somebody_in_issues_or_templates_works_on_the_newsletter_around_it(string current, string? root)
    {
        using var folder = new TestFolder();
        folder.Write("appsettings.json", "{}");
        var here = Path.Combine(folder.Path, current).TrimEnd('/');
        Directory.CreateDirectory(here);

        Assert.That(
            NewsletterPlace.Find(null, null, here, SettingsFiles.Exist)?.Root,
            Is.EqualTo(root is null ? null : folder.Path)
        );
    }
}
