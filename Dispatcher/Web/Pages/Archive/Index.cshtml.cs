using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Web.Pages.Archive;

/// <summary>The list of past issues by month, and what a search found in them. Tests: ArchiveTests.</summary>
internal sealed class IndexModel(
    ArchiveStore store,
    ArchivePages pages,
    ReaderCookie reader,
    NewsletterSettings newsletter,
    WebSettings web
) : PageModel
{
    private const int PageLength = 25;
    private const int LastPage = 2000;

    private readonly ReaderWords _words = newsletter.Words;

    /// <summary>What was searched for; its text is empty for the whole list.</summary>
    public SearchQuery Query { get; private set; } = SearchQuery.Parse(typed: null);

    public bool IsSearch => Query.Text.Length > 0;

    public int Number { get; private set; }

    public bool HasNext { get; private set; }

    public bool IsLocked { get; private set; }

    /// <summary>A subscriber reads, whose cookie has unlocked what strangers cannot read.</summary>
    public bool IsReader { get; private set; }

    /// <summary>The part of the list that is shown, newest month first; empty for a search.</summary>
    public IReadOnlyList<Month> Months { get; private set; } = [];

    /// <summary>What a search found, the best first; empty for the list.</summary>
    public IReadOnlyList<Hit> Found { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string? q, [FromQuery(Name = "p")] int number = 1)
    {
        if (!ModelState.IsValid || number is < 1 or > LastPage)
        {
            return NotFound();
        }

        Query = SearchQuery.Parse(q);
        Number = number;
        var access = await reader.AccessAsync(HttpContext);
        IsLocked = access is not ArchiveAccess.Full;
        IsReader = !IsLocked && ArchiveLock.ForStrangers(newsletter, web) is not ArchiveAccess.Full;
        var count = IsSearch ? await SearchAsync(access) : await ListAsync(access);
        HasNext = count > PageLength;
        return count == 0 && number > 1 ? NotFound() : Page();
    }

    /// <summary>The address of another part of the same list.</summary>
    public string AddressOf(int number)
    {
        var query = QueryString.Empty;
        query = IsSearch ? query.Add("q", Query.Text) : query;
        query = number > 1 ? query.Add("p", number.ToString(CultureInfo.InvariantCulture)) : query;
        return Url.Content("~/archive") + query;
    }

    /// <returns>How many there are, up to one more than are shown.</returns>
    private async Task<int> ListAsync(ArchiveAccess access)
    {
        var issues = await store.ListAsync((Number - 1) * PageLength, PageLength + 1, HttpContext.RequestAborted);
        var lines = new List<(string Month, Line Line)>();
        foreach (var issue in issues.Take(PageLength))
        {
            var content = await pages.OfAsync(issue, HttpContext.RequestAborted);
            lines.Add(
                (
                    _words.Dates.Month(issue.SlotDate),
                    new Line(
                        issue.WebName,
                        content.Title,
                        content.Preheader,
                        Picture(ArchiveLock.Text(content, access)),
                        issue.SlotDate,
                        Facts(_words.Dates.DayOfMonth(issue.SlotDate), content)
                    )
                )
            );
        }

        Months =
        [
            .. lines
                .GroupBy(line => line.Month)
                .Select(month => new Month(month.Key, [.. month.Select(line => line.Line)])),
        ];
        return issues.Count;
    }

    /// <inheritdoc cref="ListAsync"/>
    private async Task<int> SearchAsync(ArchiveAccess access)
    {
        var found = await store.SearchAsync(
            Query,
            access,
            (Number - 1) * PageLength,
            PageLength + 1,
            HttpContext.RequestAborted
        );
        var hits = new List<Hit>();
        foreach (var (issue, text) in found.Take(PageLength))
        {
            var content = await pages.OfAsync(issue, HttpContext.RequestAborted);
            hits.Add(
                new Hit(
                    issue.WebName,
                    Extract.Mark(content.Title, Query.Terms),
                    text is null ? null : Extract.Of(text, Query.Terms),
                    content.Preheader is null ? null : Extract.Mark(content.Preheader, Query.Terms),
                    issue.SlotDate,
                    Facts(_words.Dates.Date(issue.SlotDate), content)
                )
            );
        }

        Found = hits;
        return found.Count;
    }

    /// <summary>The rest of an issue's line: who wrote it, and how long it takes to read.</summary>
    private LineFacts Facts(string date, ArchivePage page) =>
        new(date, page.Author, page.Minutes is { } minutes ? _words.Text("Archive.Minutes", minutes) : null);

    /// <summary>The first picture of what may be read, without scheme and host; null for none.</summary>
    private static string? Picture(ArchiveText? text) =>
        text?.ImageUrl is { } address ? new Uri(address).PathAndQuery : null;

    internal sealed record Month(string Name, IReadOnlyList<Line> Issues);

    internal sealed record LineFacts(string Date, string? Author, string? Minutes);

    internal sealed record Line(
        string WebName,
        string Title,
        string? Preheader,
        string? Picture,
        DateOnly Date,
        LineFacts Facts
    );

    /// <param name="Extract">Where in the text the words stand; null where they are not in what may be read.</param>
    internal sealed record Hit(
        string WebName,
        IReadOnlyList<ExtractPart> Title,
        IReadOnlyList<ExtractPart>? Extract,
        IReadOnlyList<ExtractPart>? Preheader,
        DateOnly Date,
        LineFacts Facts
    )
    {
        /// <summary>What is shown below the title.</summary>
        public IReadOnlyList<ExtractPart> Below => Extract ?? Preheader ?? [];
    }
}
