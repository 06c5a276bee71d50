using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>The desk with issues to write, and a person in front of it.</summary>
internal sealed partial class WriteSite : IAsyncDisposable
{
    private WriteSite(DeskSite desk, Role role) => (Desk, Person) = (desk, desk.As(role));

    public DeskSite Desk { get; }

    public DeskBrowser Person { get; }

    /// <param name="newsletter">Null for the usual settings, whose address is HTTPS.</param>
    public static async Task<WriteSite> OpenAsync(Role role = Role.Editor, NewsletterSettings? newsletter = null) =>
        new(await DeskSite.OpenAsync(newsletter: newsletter), role);

    public string Issues => Desk.Host.Services.GetRequiredService<NewsletterFolder>().Issues;

    public string Path(string slug) => System.IO.Path.Combine(Issues, $"{slug}.md");

    public void Write(string slug, string text) => File.WriteAllText(Path(slug), text);

    public string Read(string slug) => File.ReadAllText(Path(slug));

    /// <summary>The fields of the form as the page has them, like a browser would send them.</summary>
    public async Task<Dictionary<string, string>> FormAsync(string path)
    {
        var page = await Person.PageAsync(path);
        var form = Form.Match(page).Value;
        var fields = Input
            .Matches(form)
            .Where(input => !input.Value.Contains("type=\"file\"", StringComparison.Ordinal))
            .ToDictionary(
                input => input.Groups["name"].Value,
                input => WebUtility.HtmlDecode(Value.Match(input.Value).Groups[1].Value),
                StringComparer.Ordinal
            );
        foreach (Match choice in Choice.Matches(form))
        {
            fields[choice.Groups["name"].Value] = Selected.Match(choice.Value) is { Success: true } selected
                ? selected.Groups[1].Value
                : "";
        }

        // A browser drops the first line break of a text area, and sends \r\n.
        fields["text"] = WebUtility.HtmlDecode(TextArea.Match(form).Groups[1].Value).ReplaceLineEndings("\r\n");
        return fields;
    }

    /// <summary>Presses a button of the form.</summary>
    public Task<HttpResponseMessage> PressAsync(
        string slug,
        Dictionary<string, string> form,
        string button,
        DeskBrowser? person = null
    )
    {
        var sent = new Dictionary<string, string>(form, StringComparer.Ordinal) { ["do"] = button };
        sent.Remove("__RequestVerificationToken");
        return (person ?? Person).PostFormAsync($"desk/issues/{slug}", sent, page: "desk");
    }

    /// <summary>The page that an answer leads to.</summary>
    public async Task<string> FollowAsync(HttpResponseMessage answer)
    {
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect), await answer.Content.ReadAsStringAsync());
        return await Person.PageAsync(answer.Headers.Location!.OriginalString.TrimStart('/'));
    }

    public async Task<IReadOnlyList<string>> HistoryAsync(string slug) =>
        [
            .. (
                await Desk
                    .Host.Services.GetRequiredService<IssueVersionTable>()
                    .ListAsync(slug, before: null, limit: 100, CancellationToken.None)
            )
                .Reverse()
                .Select(version => VersionKinds.Words.Of(version.Kind)),
        ];

    public async ValueTask DisposeAsync()
    {
        Person.Dispose();
        await Desk.DisposeAsync();
    }

    [GeneratedRegex("<form[^>]*id=\"write\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form { get; }

    [GeneratedRegex("<input\\b[^>]*\\bname=\"(?<name>[^\"]+)\"[^>]*>")]
    private static partial Regex Input { get; }

    [GeneratedRegex("\\bvalue=\"([^\"]*)\"")]
    private static partial Regex Value { get; }

    [GeneratedRegex("<select\\b[^>]*\\bname=\"(?<name>[^\"]+)\".*?</select>", RegexOptions.Singleline)]
    private static partial Regex Choice { get; }

    [GeneratedRegex("<option value=\"([^\"]*)\" selected")]
    private static partial Regex Selected { get; }

    [GeneratedRegex("<textarea[^>]*>\r?\n(.*?)</textarea>", RegexOptions.Singleline)]
    private static partial Regex TextArea { get; }
}
