using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering;

/// <summary>A package keeps the parsed and the rendered issue.</summary>
[TestFixture]
internal sealed class IssuePackageTests
{
    private static readonly NewsletterSettings Newsletter = NewsletterSample.Settings() with
    {
        Images = ImageTravel.Inline,
    };

    [Test]
    public void A_candidate_is_not_parsed_again()
    {
        var candidate = Candidate("Text.");

        Assert.That(Package(candidate).Reading.Candidate, Is.SameAs(candidate));
    }

    [Test]
    public void A_frozen_issue_is_parsed_once()
    {
        var thawed = IssuePackage.Thaw(Package(Candidate("Text.")).Freeze());
        var first = thawed.Reading;

        Assert.That(first.Issue, Is.Not.Null);
        Assert.That(thawed.Reading, Is.SameAs(first));
    }

    [Test]
    public void The_Markdown_is_rendered_once_for_an_issue_and_its_correction()
    {
        var candidate = Candidate("Text.");
        var package = Package(candidate);
        var body = package.Body(candidate.Issue, Newsletter);

        var corrected = package with { Notice = new CorrectionText("A river.") };

        Assert.That(package.Body(candidate.Issue, Newsletter), Is.SameAs(body));
        Assert.That(
            corrected.Body(new CorrectionText(null).Apply(candidate.Issue, Newsletter.Words), Newsletter),
            Is.SameAs(body)
        );
    }

    [Test]
    public void Another_image_mode_makes_another_body()
    {
        var candidate = Candidate("![A map](map.png)");
        var package = Package(candidate);
        var inline = package.Body(candidate.Issue, Newsletter).HtmlTemplate;

        var linked = package.Body(candidate.Issue, Newsletter with { Images = ImageTravel.Link }).HtmlTemplate;

        Assert.That(inline, Does.Contain("src=\"cid:"));
        Assert.That(linked, Does.Contain($"src=\"{Newsletter.BaseUrl}/archive/a/map.png\""));
    }

    /// <summary>A time limit may be exceeded because the machine is busy, so the next call tries again.</summary>
    [Test]
    public void A_body_with_an_error_is_not_kept()
    {
        var candidate = Candidate("{{ if");
        var package = Package(candidate);

        var body = package.Body(candidate.Issue, Newsletter);

        Assert.That(body.Problems, Is.Not.Empty);
        Assert.That(package.Body(candidate.Issue, Newsletter), Is.Not.SameAs(body));
    }

    private static IssueCandidate Candidate(string body) =>
        IssueFile.Read("issues/a.md", Given.IssueFile("title: A\npreheader: B\nstatus: ready", body)).Candidate!;

    private static IssuePackage Package(IssueCandidate candidate) =>
        IssuePackage.Of(candidate, new Dictionary<string, byte[]>(), new Dictionary<string, string>());
}
