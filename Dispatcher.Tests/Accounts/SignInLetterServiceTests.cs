using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Tests.Desk;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture, Integration]
internal sealed class SignInLetterServiceTests
{
    [Test]
    public async Task A_letter_goes_to_the_address_on_file_and_its_link_signs_in()
    {
        await using var desk = await DeskSite.OpenAsync();
        await SignedUp.AddAsync(desk);

        await AskAsync(desk, "ANA@example.org");

        var letter = await LetterAsync(desk);
        Assert.That(letter, Does.Contain("To: <ana@example.org>").Or.Contain("To: ana@example.org"));
        Assert.That(letter, Does.Contain("Auto-Submitted: auto-generated"));
        var at = letter.IndexOf(SignInLinks.Path, StringComparison.Ordinal) + SignInLinks.Path.Length;
        var token = letter[at..(at + 43)];
        Assert.That(
            await desk.Host.Services.GetRequiredService<SignInLinks>().IsGoodAsync(token, CancellationToken.None),
            Is.True
        );
    }

    [Test]
    public async Task An_address_without_an_account_gets_nothing()
    {
        await using var desk = await DeskSite.OpenAsync();
        await SignedUp.AddAsync(desk);

        await AskAsync(desk, "bob@example.org");
        await AskAsync(desk, "ana@example.org");

        Assert.That(await LetterAsync(desk), Does.Contain("ana@example.org").And.Not.Contain("bob@example.org"));
        Assert.That(Directory.GetFiles(desk.Host.Outbox), Has.Length.EqualTo(1));
    }

    private static async Task AskAsync(DeskSite desk, string email) =>
        await desk
            .Host.Services.GetRequiredService<SignInLetterService>()
            .RequestAsync(EmailAddress.Parse(email), CancellationToken.None);

    /// <summary>The one letter in the outbox, without the line breaks of its encoding.</summary>
    private static async Task<string> LetterAsync(DeskSite desk)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!Directory.Exists(desk.Host.Outbox) || Directory.GetFiles(desk.Host.Outbox, "*.eml").Length == 0)
        {
            Assert.That(late.IsCancellationRequested, Is.False, "no letter came");
            desk.Host.Clock.Advance(TimeSpan.FromMilliseconds(300));
            await Task.Delay(10);
        }

        var text = await File.ReadAllTextAsync(Directory.GetFiles(desk.Host.Outbox, "*.eml").First());
        return text.Replace("=\r\n", "", StringComparison.Ordinal);
    }
}
