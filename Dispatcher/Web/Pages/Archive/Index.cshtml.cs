using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web.Pages.Archive;

/// <summary>The list of past issues by month, and the search in their titles.</summary>
internal sealed class IndexModel(
    ArchiveStore store,
    ArchivePages pages,
    ReaderCookie reader,
    NewsletterSettings newsletter
) : PageModel
{
    private const int PageLength = 25;
    private const int LastPage = 2000;
    private const int LongestSearch = 100;

    /// <summary>What was searched for; empty for the whole list.</summary>
    public string Search { get; private set; } = "";

    public int Number { get; private set; }

    public bool HasNext { get; private set; }

    public bool IsLocked { get; private set; }

    /// <summary>The part of the list that is shown, newest month first.</summary>
    public IReadOnlyList<Month> Months { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string? q, [FromQuery(Name = "p")] int number = 1)
    {
        if (!ModelState.IsValid || number is < 1 or > LastPage)
        {
            return NotFound();
        }

        Search = q?.Trim() ?? "";
        Search = Search.Length > LongestSearch ? Search[..LongestSearch] : Search;
        Number = number;
        IsLocked = await reader.AccessAsync(HttpContext) is not ArchiveAccess.Full;
        var issues = await store.ListAsync(
            Search,
            (number - 1) * PageLength,
            PageLength + 1,
            HttpContext.RequestAborted
        );
        if (issues.Count == 0 && number > 1)
        {
            return NotFound();
        }

        HasNext = issues.Count > PageLength;
        var culture = RenderScope.Culture(newsletter.Language);
        var lines = new List<(string Month, Line Line)>();
        foreach (var issue in issues.Take(PageLength))
        {
            var content = await pages.OfAsync(issue, HttpContext.RequestAborted);
            lines.Add(
                (
                    issue.SlotDate.ToString("MMMM yyyy", culture),
                    new Line(
                        issue.Slug,
                        content.Title,
                        content.Preheader,
                        issue.SlotDate,
                        issue.SlotDate.ToString("d MMMM", culture)
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
        return Page();
    }

    /// <summary>The address of another part of the same list.</summary>
    public string AddressOf(int number)
    {
        var query = QueryString.Empty;
        query = Search.Length > 0 ? query.Add("q", Search) : query;
        query = number > 1 ? query.Add("p", number.ToString(CultureInfo.InvariantCulture)) : query;
        return Url.Content("~/archive") + query;
    }

    internal sealed record Month(string Name, IReadOnlyList<Line> Issues);

    internal sealed record Line(string Slug, string Title, string? Preheader, DateOnly Date, string ShortDate);
}
