using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Mails;

/// <summary>Letters to one person look the same in a mail program that drops the style sheet.</summary>
[TestFixture, EndToEnd]
internal sealed partial class MailStyleTests
{
    [Test]
    public async Task A_letter_looks_the_same_without_its_style_sheet()
    {
        await using var browser = await Browser.RequireAsync();
        await using var window = await browser.OpenAsync(new("https://letter.example.com"), width: 900);
        var page = await window.NewPageAsync();
        foreach (var kind in MailKinds.WithTemplate)
        {
            var html = Html(kind);
            await page.SetContentAsync(html);
            var with = await LookAsync();
            await page.SetContentAsync(StyleElements.Replace(html, ""));
            var without = await LookAsync();

            Assert.That(with, Has.Length.GreaterThan(15), $"{kind}");
            Assert.That(without, Is.EqualTo(with), $"{kind}");
        }

        Task<string[]> LookAsync() =>
            page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll('body *')].map(element => {
                  const look = getComputedStyle(element);
                  const names = ['display', 'margin', 'padding', 'border', 'color', 'backgroundColor', 'fontFamily',
                    'fontSize', 'fontWeight', 'fontStyle', 'lineHeight', 'textAlign', 'textDecorationLine'];
                  return `${element.tagName} ${names.map(name => look[name]).join('; ')}`;
                })
                """
            );
    }

    private static string Html(MailKind kind)
    {
        var (templates, _) = TemplateSet.Load(Path.Combine(Corpora.Repository(), "templates"));
        var composer = new MailComposer(
            NewsletterSample.Settings(),
            new SignedToken([new SigningKey("a", new byte[32])]),
            canPay: true
        );
        return composer.Page(MailTemplates.Sample(kind), templates, MailTemplates.Latest, out var problem)?.Html
            ?? throw new InvalidOperationException(problem!.ToString());
    }

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex StyleElements { get; }
}
