using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Tests.Mails;

[TestFixture, Integration]
internal sealed class MailPreviewTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Now);
    private TestFolder _folder = null!;

    [SetUp]
    public void Open()
    {
        _folder = new();
        _folder.CopyTemplates();
    }

    [TearDown]
    public void Close() => _folder.Dispose();

    private static IEnumerable<TestCaseData> Mails() =>
        from kind in MailKinds.WithTemplate
        from language in WordTable.Languages
        select new TestCaseData(kind, language);

    [TestCaseSource(nameof(Mails))]
    public async Task Each_mail_is_made_for_each_reader_in_each_language(object kind, string language)
    {
        foreach (var reader in InventedReaders.All(Now))
        {
            var (mail, problems) = await Preview().MakeAsync((MailKind)kind, reader, language, CancellationToken.None);

            Assert.That(problems, Is.Empty, reader.Name);
            Assert.That(mail!.Html, Does.Contain($"lang=\"{language}\""), reader.Name);
            Assert.That((mail.Subject, mail.Text), Is.Not.EqualTo(("", "")));
        }
    }

    [Test]
    public async Task A_reader_is_called_by_name_and_the_languages_differ()
    {
        var subjects = new HashSet<string>();
        foreach (var language in WordTable.Languages)
        {
            var mail = await MakeAsync(MailKind.Welcome, "trial", language);
            subjects.Add(mail.Subject);
            Assert.That(mail.Html, Does.Contain("Tom"), language);
        }

        Assert.That(subjects, Has.Count.EqualTo(WordTable.Languages.Count));
        Assert.That((await MakeAsync(MailKind.Welcome, "nameless", "en")).Html, Does.Not.Contain("Tom"));
    }

    [Test]
    public async Task A_broken_template_is_named_and_only_its_mail_is_missing()
    {
        _folder.Write("templates/welcome.sbn-html", "{{ if }}");
        var ana = InventedReaders.All(Now)[0];

        var (mail, problems) = await Preview().MakeAsync(MailKind.Welcome, ana, "en", CancellationToken.None);

        Assert.That(mail, Is.Null);
        Assert.That(problems.Select(problem => problem.File), Is.All.EqualTo("templates/welcome.sbn-html"));
        Assert.That((await MakeAsync(MailKind.Goodbye, "ana", "en")).Subject, Is.Not.Empty);
    }

    private MailPreview Preview() => new(NewsletterSample.Settings(), new(_folder.Path), _clock);

    private async Task<ShownMail> MakeAsync(MailKind kind, string reader, string language) =>
        (await Preview().MakeAsync(kind, InventedReaders.Find(reader, Now)!, language, CancellationToken.None)).Mail!;
}
