using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Desk.Writing;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>All issues: drafts, ready ones and sent ones; and a new one. Tests: IssuesPageTests.</summary>
internal sealed class IssuesModel(KnownFiles files, IssueSaves saves, Database database) : DeskPage
{
    private const int MostSent = 60;
    private const int LongestTitle = 300;

    public IReadOnlyList<IssueRow> Rows { get; private set; } = [];

    public string Search { get; private set; } = "";

    public string? Problem { get; private set; }

    public string Title { get; private set; } = "";

    public string Day { get; private set; } = "";

    /// <summary>How many sent issues are not listed.</summary>
    public int Hidden { get; private set; }

    public IEnumerable<IssueRow> In(IssueGroup group) => Rows.Where(row => row.Group == group);

    /// <param name="q">Words that an issue must have.</param>
    public Task OnGetAsync(string? q, CancellationToken cancellationToken)
    {
        Search = (q ?? "").Trim();
        return ListAsync(cancellationToken);
    }

    /// <summary>Makes a new issue.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        (Title, Day) = (
            Request.Form["title"].ToString().ReplaceLineEndings(" ").Trim(),
            Request.Form["day"].ToString().Trim()
        );
        var (slug, fault) = Name(Title, Day);
        if (fault is null)
        {
            var content = Encoding.UTF8.GetBytes(NewIssueText.Of(Title, Day.Length == 0 ? null : Day));
            fault = IssueFile
                .Read($"issues/{slug}.md", content)
                .Problems.FirstOrDefault(problem => problem.Severity is Severity.Error)
                ?.Message;
            if (fault is null)
            {
                var made = await saves.CreateAsync(slug, content, WritingPerson.Of(HttpContext), cancellationToken);
                if (made is SaveResult.Saved { Note: var note })
                {
                    Note($"issues/{slug}.md is made. {note}");
                    return Redirect(Url.Content($"~/desk/issues/{slug}"));
                }

                fault = ((SaveResult.Refused)made).Message;
            }
        }

        Problem = $"Nothing was made: {fault}";
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await ListAsync(cancellationToken);
        return Page();
    }

    private static (string Slug, string? Fault) Name(string title, string day) =>
        title.Length is 0 or > LongestTitle
            ? ("", $"the title has {title.Length} characters; write 1 to {LongestTitle}.")
        : day.Length > 0
        && !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? ("", "the day is no date; choose one, or leave it empty.")
        : ($"{(day.Length == 0 ? "" : day + "-")}{Slug.From(title)}", null);

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var sent = (await new DispatchedSlots(database).ReadAsync(cancellationToken))
            .Where(row => row.IssueSlug is not null)
            .GroupBy(row => row.IssueSlug!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last().SlotDate, StringComparer.Ordinal);
        List<IssueRow> rows =
        [
            .. files.Named().Select(one => IssueRow.Of(one.File, one.Reading, sent)).Where(row => row.Has(Search)),
        ];
        var old = rows.Where(row => row.Group is IssueGroup.Sent).OrderByDescending(row => row.Day).ToList();
        Hidden = Math.Max(0, old.Count - MostSent);
        Rows =
        [
            .. rows.Where(row => row.Group is not IssueGroup.Sent)
                .OrderBy(row => row.Day ?? DateOnly.MaxValue)
                .ThenBy(row => row.Slug, StringComparer.Ordinal),
            .. old.Take(MostSent),
        ];
    }
}
